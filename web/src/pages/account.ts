/** The pages Account and Accounts: forms that change something, and what is shown once. */
import { startActing } from "../account/acting";

startActing();
