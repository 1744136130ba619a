import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/dashboard.style.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Dashboard } from './app/dashboard.view.js';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no place for the dashboard');
createRoot(root).render(
  <StrictMode>
    <Dashboard />
  </StrictMode>,
);
