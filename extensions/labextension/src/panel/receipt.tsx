import { Clipboard } from '@jupyterlab/apputils';
import { caretDownIcon, caretRightIcon, checkIcon, copyIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Submission } from '../api/types';
import { receiptIcon } from '../icons';
import { exact } from '../logic/moments';
import type { AssignmentsModel } from '../model/assignments-model';
import { ActionButton } from './action-button';
import { useObservable, useTools } from './tools';

export interface ReceiptProps {
  submission: Submission;
  model: AssignmentsModel;
  /** It was given a moment ago: shown open. */
  fresh: boolean;
}

const SHOWN_LETTERS = 10;
const FRESH_MS = 10_000;

/** The proof of what was handed in and when, and what it was graded by; the hash is that of the archive as received. */
export function Receipt({ submission, model, fresh }: ReceiptProps): React.JSX.Element {
  const { trans } = useTools();
  const [open, setOpen] = React.useState(fresh);
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
      {open && (
        <>
          <Details submission={submission} />
          <Evidence submission={submission} model={model} />
        </>
      )}
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

/** What the grade rests on, in the service's words. The sentence that only repeats what stands above is left out. */
function Evidence({ submission, model }: { submission: Submission; model: AssignmentsModel }): React.JSX.Element {
  const detail = model.detail(submission.id);
  const shown = useObservable(detail).data ?? submission;
  const { status } = submission;
  React.useEffect(() => void detail.ensure(FRESH_MS), [detail, status]);
  const lines = shown.receipt.filter(line => !line.includes(shown.sha256));
  return (
    <>
      {lines.map(line => (
        <p className="nba-Hint nba-Evidence" key={line} data-testid="receipt-evidence">
          {line}
        </p>
      ))}
    </>
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
