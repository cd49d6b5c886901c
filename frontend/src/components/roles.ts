/** What a role may do; the server decides, the page only does not offer what would be refused. */
import type { Role } from '../api/types';

export const canWrite = (role: Role | undefined): boolean => role === 'planner' || role === 'admin';
export const canCompare = (role: Role | undefined): boolean => role !== undefined && role !== 'viewer';
