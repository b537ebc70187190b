import type { Identity, Options, Theme } from "./public";
export type * from "./public";
export interface Props extends Options {
    /** Who the visitor is; `null` or nothing for a stranger. */
    identity?: Identity | null;
    theme?: Theme;
    onOpen?: () => void;
    onClose?: () => void;
    onMessage?: (message: {
        text: string;
    }) => void;
    onAnswer?: (answer: {
        id: string;
        text: string;
        state: string;
    }) => void;
    onError?: (error: {
        code: string;
        message: string;
    }) => void;
}
/** Shows the chat's button for as long as it is mounted. It draws nothing where it stands. */
export declare function Botwright(props: Props): null;
