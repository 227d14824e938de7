using System.Data.Common;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Demo;
using RiskMonitor.Api.Operations;
using RiskMonitor.Silo.Hosting;
using RiskMonitor.Silo.Jobs;
using RiskMonitor.Silo.Sql;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
var isEmbedded = builder.Configuration.GetConnectionString(SiloHosting.ConnectionName) is not { Length: > 0 };
StartConditions.Check(builder, isEmbedded);

builder.AddOperations("api");
if (isEmbedded)
    await builder.AddDemoTrust();
_ = isEmbedded ? builder.AddEmbeddedSilo() : builder.AddClusterClient();
builder.AddSignIn().AddApi();
if (isEmbedded)
    builder.AddDemoDay().AddJobs();
else
    builder.AddJobStorage();

var app = builder.Build();
if (isEmbedded)
    await Migrations.Apply(app.Services.GetRequiredService<DbDataSource>(), app.Lifetime.ApplicationStopping);
app.MapApi();
await app.RunAsync();

/// <summary>The API host; public for the tests that start it.</summary>
public partial class Program;
