import React from 'react';

import { ActionButton } from './action-button';
import { useTools } from './tools';

export interface MessageFormProps {
  label: string;
  placeholder: string;
  /** What the button says that sends. */
  action: string;
  onSend: (text: string) => Promise<void>;
  onCancel?: () => void;
  /** Whether the fields that stand above the message are filled in. */
  ready?: boolean;
  rows?: number;
  /** What stands in the message before anything is typed. */
  initial?: string;
  testId: string;
  /** Fields above the message. */
  children?: React.ReactNode;
}

/** A message in Markdown, to be sent; what was typed stays when the service refuses it. */
export function MessageForm(props: MessageFormProps): React.JSX.Element {
  const {
    label,
    placeholder,
    action,
    onSend,
    onCancel,
    ready = true,
    rows = 5,
    initial = '',
    testId,
    children
  } = props;
  const { trans } = useTools();
  const [text, setText] = React.useState(initial);
  const send = async (): Promise<void> => {
    await onSend(text.trim());
    setText('');
  };
  return (
    <form className="nba-Form" onSubmit={event => event.preventDefault()}>
      {children}
      <label>
        <span>{label}</span>
        <textarea
          className="nba-Input"
          value={text}
          rows={rows}
          maxLength={20000}
          placeholder={placeholder}
          onChange={event => setText(event.target.value)}
          data-testid={`${testId}-body`}
        />
      </label>
      <p className="nba-Hint">{trans.__('Markdown, `code` and $maths$ work here.')}</p>
      <div className="nba-Row">
        <ActionButton
          look="primary"
          label={action}
          disabled={!ready || !text.trim()}
          onAct={send}
          testId={`${testId}-send`}
        />
        {onCancel && <ActionButton label={trans.__('Cancel')} onAct={onCancel} />}
      </div>
    </form>
  );
}
