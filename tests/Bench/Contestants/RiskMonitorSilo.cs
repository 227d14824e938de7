using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RiskMonitor.Bench.Workload;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Interfaces;
using RiskMonitor.Silo.Hosting;
using RiskMonitor.Silo.Sql;
using RiskMonitor.TestKit.Processes;

namespace RiskMonitor.Bench.Contestants;

/// <summary>
/// The product: a silo of the cluster on PostgreSQL, in this process, fed page by page through the grain that connectors and the API use.
/// Everything is on: sealed journal, fencing, checkpoints, all its rules, transitions and outbox.
/// </summary>
internal sealed class RiskMonitorSilo(RegisterWorkload workload, string connectionString, int schoolsAtATime) : IContestant
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(2);

    private readonly AsObservations words = new(workload);
    private readonly DrivenClock clock = new(workload.Loaded);
    private WebApplication app = null!;
    private ISchoolGrain[] schools = [];
    private SessionWork[] prepared = [];

    public string Name => "ours";

    public char Durability => 'D';

    public IGrainFactory Grains => app.Services.GetRequiredService<IGrainFactory>();

    public async Task Load()
    {
        app = Build();
        await Migrations.Apply(app.Services.GetRequiredService<DbDataSource>(), CancellationToken.None);
        await app.StartAsync();
        schools = [.. workload.Population.Schools.Select(school => Grains.GetGrain<ISchoolGrain>(school.Id.Value))];
        await Each(async index =>
        {
            var (school, number) = (workload.Population.Schools[index], 0);
            await schools[index].BeginBaseline(["mis"]);
            foreach (var batch in words.History(school, 30).Prepend(words.Roll(school)))
                await Send(index, $"history-{number++}", batch);
            await schools[index].EndBaseline("mis");
        });
        await Settle();
    }

    public void Prepare(SessionLoad[] sessions) => prepared = [.. sessions.Select(load => new SessionWork(
        load.Session, [.. load.Pages.Select((pages, school) => pages.Select(words.Page).Append(words.Others(load, school)).Where(page => page.Length > 0).ToArray())], load.Marks))];

    public async Task<long> Run()
    {
        foreach (var session in prepared)
        {
            clock.Set(workload.Opens(session.Session));
            await Each(school => SendAll(session, school));
            await Settle();
            clock.Set(workload.Deadline(session.Session));
            await Each(school => schools[school].Tick());
            await Settle();
        }

        return prepared.Sum(session => session.Marks);
    }

    public async Task<IReadOnlySet<OpenAlert>> Open()
    {
        var boards = await Task.WhenAll(schools.Select(school => school.Board()));
        return boards.SelectMany(board => board.Alerts.Select(alert => new OpenAlert(alert.Key.Subject.Student?.Value ?? board.School.Value, alert.Key.Rule.Value)))
            .Where(Compared.Rules).ToHashSet();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is null)
            return;
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task SendAll(SessionWork session, int school)
    {
        for (var page = 0; page < session.Pages[school].Length; page++)
            await Send(school, string.Create(CultureInfo.InvariantCulture, $"{session.Session}-{page}"), session.Pages[school][page]);
    }

    // "Try later" is an answer like any other: a sender waits and sends the same batch again.
    private async Task Send(int school, string key, ImmutableArray<Observation> observations)
    {
        while (true)
        {
            try
            {
                await schools[school].Ingest(new IngestBatch(key, "mis", observations));
                return;
            }
            catch (JournalBehindException)
            {
                await Task.Delay(LookAgain);
            }
        }
    }

    private async Task Settle()
    {
        foreach (var school in schools)
        {
            while ((await school.Since(long.MaxValue)).Behind > 0)
                await Task.Delay(LookAgain);
        }
    }

    private Task Each(Func<int, Task> work) => Parallel.ForAsync(
        0, workload.Population.Schools.Length, new ParallelOptions { MaxDegreeOfParallelism = schoolsAtATime }, async (school, _) => await work(school));

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:RiskMonitor"] = connectionString,
            ["Storage:MasterKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Silo:Address"] = "127.0.0.1",
            ["Silo:Port"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
            ["Silo:GatewayPort"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        });
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new SchoolClock(clock));
        builder.Services.AddSingleton(new NaiveCalendar(Domain.Windows.SchoolCalendar.From(words.Roll(workload.Population.Schools[0]).OfType<Domain.Observations.Calendar>().Single())));
        builder.AddClusterSilo();
        return builder.Build();
    }

    private sealed record SessionWork(int Session, ImmutableArray<Observation>[][] Pages, long Marks);
}
