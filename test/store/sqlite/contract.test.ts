import { storeContract } from "../contract/contract.ts";
import { openedIn, temporaryDirectory } from "./storage.ts";

storeContract("SQLite", { open: (clock) => openedIn(temporaryDirectory(), clock) });
