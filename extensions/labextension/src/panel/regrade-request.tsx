import React from 'react';

import type { RegradeRequestDetail } from '../api/types';
import { requestState } from '../logic/regrade-state';
import type { RegradeRequestsModel } from '../model/regrade-requests-model';
import { MessageForm } from './message-form';
import { MessageView } from './message-view';
import { ResourceView } from './states';
import { useTools } from './tools';

/** A request for another look: its state, what the staff decided, and the thread with them. */
export function RegradeRequestView({ requests }: { requests: RegradeRequestsModel }): React.JSX.Element {
  const { trans } = useTools();
  return (
    <ResourceView resource={requests.thread}>
      {request => (
        <>
          <Decision request={request} />
          <ol className="nba-List nba-Posts">
            {request.items.map(({ id, author, created_at, html }) => (
              <li className="nba-Post" key={id}>
                <MessageView author={author} createdAt={created_at} html={html} />
              </li>
            ))}
          </ol>
          {request.state === 'open' ? (
            <MessageForm
              label={trans.__('Add to your request')}
              placeholder={trans.__('Write to the staff')}
              action={trans.__('Send')}
              rows={4}
              onSend={text => requests.reply(text)}
              testId="request"
            />
          ) : (
            <p className="nba-Hint nba-mod-inset">{trans.__('This request is closed: there is nothing to add.')}</p>
          )}
        </>
      )}
    </ResourceView>
  );
}

function Decision({ request }: { request: RegradeRequestDetail }): React.JSX.Element {
  const { trans } = useTools();
  const { tone, words } = requestState(request, trans);
  const { resolved_by, resolution } = request;
  return (
    <div className="nba-Decision" role="status" data-testid="request-state">
      <p className={`nba-Badge nba-mod-${tone}`}>
        <span className="nba-Dot" aria-hidden="true" />
        <span>{resolved_by ? trans.__('%1, by %2', words, resolved_by.name) : words}</span>
      </p>
      {resolution !== null && <blockquote data-testid="request-resolution">{resolution}</blockquote>}
    </div>
  );
}
