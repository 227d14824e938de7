// Watches one school's board with the JavaScript client of npm and writes what it hears, one JSON object a line.
// usage: RISKMONITOR_COOKIE='name=value' node board-client.mjs ADDRESS SCHOOL; it ends when its standard input does.
import * as signalR from "@microsoft/signalr";

const [address, school] = process.argv.slice(2);
const tell = (heard, body) => process.stdout.write(JSON.stringify({ heard, body }) + "\n");

const connection = new signalR.HubConnectionBuilder()
  .withUrl(`${address}/hubs/board`, { headers: { Cookie: process.env.RISKMONITOR_COOKIE } })
  .configureLogging(signalR.LogLevel.None)
  .build();

for (const message of ["update", "heartbeat", "revoked"]) {
  connection.on(message, (body) => tell(message, body));
}
connection.onclose(() => tell("closed", null));

process.stdin.on("end", () => connection.stop().then(() => process.exit(0)));
process.stdin.resume();

await connection.start();
try {
  tell("answer", await connection.invoke("Subscribe", school, 0));
} catch (refusal) {
  tell("refused", refusal.message);
}
