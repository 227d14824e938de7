using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Schools;
using RiskMonitor.Grains.Tests.Connectors;
using RiskMonitor.Grains.Tests.Storage;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>What was remembered as taken back and not yet taken in by the school.</summary>
public sealed class PendingPageTests
{
    [Theory, BothEngines]
    public async Task What_the_school_could_not_take_in_is_sent_by_the_next_sweep_and_no_other_streams_page_takes_its_place(Engine engine)
    {
        await using var host = await FeedHost.Start(engine, patience: upstream => upstream.JournalPatience = TimeSpan.FromSeconds(1));
        host.Trust.Editor.Put(WondeSource.Incident(0, 1, 2));
        await host.Poll(host.Mis);
        await host.Poll(host.Mis);
        var school = host.Silo.Cluster.Silos[0].ServiceProvider.GetRequiredService<IOptions<SchoolOptions>>().Value;
        var usual = school.RowsBehind;
        host.Trust.Editor.Put(WondeSource.Incident(0, 2));

        // A school that is behind, and a source of which a later stream has something to say, too.
        school.RowsBehind = 0;
        var behind = await host.Poll(host.Mis);
        school.RowsBehind = usual;
        var after = await host.Poll(host.Mis);

        Assert.Contains("journal of this school is behind", behind.Trouble, StringComparison.Ordinal);
        Assert.Null(after.Trouble);
        var gone = Assert.Single((await host.Journal()).OfType<Withdrawn>());
        Assert.Equal("upi00002", gone.Student?.Value);
    }
}
