using System.Data.Common;
using RiskMonitor.Silo.Commands;
using RiskMonitor.Silo.Hosting;
using RiskMonitor.Silo.Jobs;
using RiskMonitor.Silo.Sql;

if (args is ["replay", ..])
    return ReplayCommand.Run(args[1..], Console.OpenStandardOutput(), Console.Error);

if (args is ["back-test", ..])
    return await BackTestCommand.Run(args[1..], Console.Out, Console.Error, CancellationToken.None);

if (args is ["audit", ..])
    return await AuditCommand.Run(args[1..], Console.Out, Console.Error, CancellationToken.None);

var builder = WebApplication.CreateBuilder(args);
builder.AddOperations("silo");
builder.AddClusterSilo();
builder.AddJobs();

var app = builder.Build();
app.MapHealth();
await Migrations.Apply(app.Services.GetRequiredService<DbDataSource>(), app.Lifetime.ApplicationStopping);
await JobSchema.Apply(app.Configuration, app.Lifetime.ApplicationStopping);
await app.RunAsync();
return 0;

/// <summary>Kept internal, so that a test which starts the API means the API's.</summary>
internal partial class Program;
