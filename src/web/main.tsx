import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import { App } from './app.tsx';
import { enter } from './state/session.ts';

void enter();
render(<App />, document.getElementById('app')!);
