import { Clipboard } from '@jupyterlab/apputils';
import { caretDownIcon, caretRightIcon, checkIcon, copyIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Submission } from '../api/types';
import { receiptIcon } from '../icons';
import { exact } from '../logic/moments';
import { ActionButton } from './action-button';
import { useTools } from './tools';

export interface ReceiptProps {
  submission: Submission | null;
  /** It was given a moment ago: shown open. */
  fresh: boolean;
}

const SHOWN_LETTERS = 10;

/** The proof of what was handed in and when; the hash is that of the archive as the service received it. */
export function Receipt({ submission, fresh }: ReceiptProps): React.JSX.Element | null {
  const { trans } = useTools();
  const [open, setOpen] = React.useState(fresh);
  if (submission === null) {
    return null;
  }
  const Caret = open ? caretDownIcon : caretRightIcon;
  return (
    <div className={`nba-Receipt${fresh ? ' nba-mod-good' : ''}`} data-testid={open ? 'receipt' : undefined}>
      <button
        type="button"
        className="nba-Receipt-head"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="receipt-toggle"
      >
        <Caret.react tag="span" className="nba-Caret" width="14px" height="14px" />
        <receiptIcon.react tag="span" className="nba-Receipt-icon" width="14px" height="14px" />
        <span>
          {fresh
            ? trans.__('Received: version %1', submission.version)
            : trans.__('Receipt: version %1', submission.version)}
        </span>
      </button>
      {open && <Details submission={submission} />}
    </div>
  );
}

function Details({ submission }: { submission: Submission }): React.JSX.Element {
  const { trans, locale } = useTools();
  return (
    <dl>
      <dt>{trans.__('Time')}</dt>
      <dd>
        <time dateTime={submission.submitted_at}>{exact(submission.submitted_at, locale)}</time>
      </dd>
      <dt>{trans.__('Files')}</dt>
      <dd>{submission.files.join(', ')}</dd>
      <dt>{trans.__('SHA-256')}</dt>
      <dd className="nba-Hash">
        <code title={submission.sha256} data-testid="receipt-hash">
          {submission.sha256.slice(0, SHOWN_LETTERS)}…
        </code>
        <CopyButton text={submission.sha256} />
      </dd>
    </dl>
  );
}

const COPIED_MS = 1500;

function CopyButton({ text }: { text: string }): React.JSX.Element {
  const { trans } = useTools();
  const [copied, setCopied] = React.useState(false);
  React.useEffect(() => {
    const timer = copied ? setTimeout(() => setCopied(false), COPIED_MS) : undefined;
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <ActionButton
      look="quiet"
      iconOnly
      icon={copied ? checkIcon : copyIcon}
      label={copied ? trans.__('Copied') : trans.__('Copy the whole hash')}
      onAct={() => {
        Clipboard.copyToSystem(text);
        setCopied(true);
      }}
      testId="receipt-copy"
    />
  );
}
