"""How accounts look on the wire."""

from rest_framework import serializers

from accounts.models import ApiClient, AuditEvent, Membership, Role
from accounts.scopes import SCOPES


class UserSerializer(serializers.Serializer[object]):
    """A person."""

    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()


class OrganisationSerializer(serializers.Serializer[object]):
    """A tenant."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class OrganisationWithRoleSerializer(OrganisationSerializer):
    """A tenant that the person belongs to."""

    role = serializers.ChoiceField(Role.choices)


class SessionSerializer(serializers.Serializer[object]):
    """Who is signed in, and for whom they act."""

    user = UserSerializer()
    organisation = OrganisationSerializer()
    organisations = OrganisationWithRoleSerializer(many=True)
    role = serializers.ChoiceField(Role.choices)


class SignInSerializer(serializers.Serializer[object]):
    """What a sign-in takes."""

    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, max_length=200)


class SwitchSerializer(serializers.Serializer[object]):
    """Which organisation to act for from now on."""

    organisation_id = serializers.UUIDField()


class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A person in the organisation."""

    email = serializers.EmailField(source="user.email")
    name = serializers.CharField(source="user.name")

    class Meta:
        model = Membership
        fields = ("id", "email", "name", "role", "created_at")


class NewMemberSerializer(serializers.Serializer[object]):
    """Somebody to add."""

    email = serializers.EmailField()
    name = serializers.CharField(max_length=120, allow_blank=True, default="")
    role = serializers.ChoiceField(Role.choices)
    password = serializers.CharField(trim_whitespace=False, max_length=200)


class MemberRoleSerializer(serializers.Serializer[object]):
    """A member's new role."""

    role = serializers.ChoiceField(Role.choices)


class ApiClientSerializer(serializers.ModelSerializer[ApiClient]):
    """A machine; its secret is not here."""

    client_id = serializers.CharField(source="application.client_id")
    scopes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ApiClient
        fields = ("id", "name", "client_id", "scopes", "created_at")


class NewApiClientSerializer(serializers.Serializer[object]):
    """A machine to add."""

    name = serializers.CharField(max_length=120)
    scopes = serializers.ListField(child=serializers.ChoiceField(sorted(SCOPES)), min_length=1)


class CreatedApiClientSerializer(ApiClientSerializer):
    """The one time that the secret is shown."""

    client_secret = serializers.CharField()

    class Meta:
        model = ApiClient
        fields = ("id", "name", "client_id", "scopes", "created_at", "client_secret")


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    """One row of the audit trail."""

    class Meta:
        model = AuditEvent
        fields = ("id", "actor", "action", "subject_kind", "subject_id", "subject_name", "address", "created_at")
