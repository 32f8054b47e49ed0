// SPDX-License-Identifier: Apache-2.0
import { render } from "preact";
import { App } from "./app";
import "../kit/kit.css";

render(<App />, document.getElementById("app") as HTMLElement);
