"""What a facility has on file, brought into a scenario document: order lines today. Pure; hostile until parsed."""
