/** Mantine dressed in the design's tokens: its variables point at ours. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import { text } from './text';

const accent: MantineColorsTuple = [
  '#eaf3fc',
  '#d3e5f8',
  '#a6cbf1',
  '#79b1ea',
  '#4c97e3',
  '#2a82d8',
  '#0b6bcb',
  '#0a5fb4',
  '#08529c',
  '#064585',
];

export const theme = createTheme({
  fontFamily: "'Inter Variable', Inter, system-ui, sans-serif",
  fontSizes: { xs: '12.5px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  colors: { accent },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  defaultRadius: 7,
  cursorType: 'pointer',
  components: {
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 10,
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': text.app.close },
      },
    },
    Menu: { defaultProps: { shadow: 'md', radius: 8 } },
    Tooltip: { defaultProps: { openDelay: 400, fz: 11, withArrow: false } },
  },
});

const mapped = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--muted-text)',
  '--mantine-color-default': 'var(--panel)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--field)',
  '--mantine-color-disabled-color': 'var(--muted-text)',
  '--mantine-color-placeholder': 'var(--muted-text)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--worse)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
  '--mantine-primary-color-light': 'var(--accent-soft)',
  '--mantine-primary-color-light-color': 'var(--accent-text)',
};

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: mapped, dark: mapped });

export const variantColor = (index: number): string => `var(--variant-${((index % 4) + 4) % 4})`;
