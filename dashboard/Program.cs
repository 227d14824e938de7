using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using RiskMonitor.Dashboard;
using RiskMonitor.Dashboard.Access;
using RiskMonitor.Dashboard.Layout;
using RiskMonitor.Dashboard.Live;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<HeadOutlet>("head::after");
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(new HttpClient { BaseAddress = new Uri(builder.HostEnvironment.BaseAddress) });
builder.Services.AddSingleton<RiskMonitorClient>();
builder.Services.AddSingleton<Viewer>();
builder.Services.AddSingleton<BroughtCode>();
builder.Services.AddSingleton<Screen>();
builder.Services.AddSingleton<Device>();
builder.Services.AddSingleton<Sound>();
builder.Services.AddSingleton<BoardStore>();
// Screens that lost the same server must not all come back at the same instant; no secret rests on this number.
builder.Services.AddSingleton(new RetryForever(() => Guid.NewGuid().ToByteArray()[0] / 256d));
builder.Services.AddSingleton<LiveBoards>();
await builder.Build().RunAsync();
