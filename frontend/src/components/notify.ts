/** Short messages at the edge of the page, for what happened and what could not. */
import { notifications } from '@mantine/notifications';
import { sentence } from './States';

export const told = (message: string): void => {
  notifications.show({ message, color: 'gray' });
};

export const failed = (error: unknown): void => {
  notifications.show({ message: sentence(error), color: 'red', autoClose: 9000, role: 'alert' });
};
