import React from 'react';

import { openPage } from '../actions/documents';
import { useTools } from './tools';

/** The service's own sanitised rendering, the only HTML that ever gets into the panel; its links open beside Lab. */
export function Rendered({ html }: { html: string }): React.JSX.Element {
  const { typesetter } = useTools();
  const body = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const node = body.current;
    if (!node) {
      return;
    }
    const follow = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link) {
        event.preventDefault();
        openPage(link.href);
      }
    };
    node.innerHTML = html;
    node.addEventListener('click', follow);
    void typesetter?.typeset(node);
    return () => node.removeEventListener('click', follow);
  }, [html, typesetter]);
  return <div className="nba-Post-body jp-RenderedHTMLCommon" ref={body} />;
}
