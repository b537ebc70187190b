import { createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Botwright } from "../../widget/npm/react.js";

const root = createRoot(document.body.appendChild(document.createElement("div")));
window.heard = [];
window.show = (props) =>
  root.render(
    createElement(
      StrictMode,
      null,
      createElement(Botwright, {
        siteKey: "pk_demo",
        onOpen: () => heard.push("open"),
        onAnswer: ({ state }) => heard.push(state),
        ...props,
      }),
    ),
  );
window.hide = () => root.render(null);
