using System.Text.Json;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Assembly;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Assembly;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Marks and exclusions of the Assembly stand-in, over HTTP.</summary>
public sealed class AssemblyMarkTests
{
    private static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Fact]
    public async Task Reinstated_keeps_the_kind_the_exclusion_had_and_counts_from_when_it_was_seen()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Put(Exclusion());
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        Assert.Equal((true, null), (source.Feed.All<Suspension>().Single().Permanent, source.Feed.All<Suspension>().Single().ReinstatedAt));

        trust.Clock.Advance(TimeSpan.FromDays(5));
        trust.Editor.Put(Exclusion() with { ReinstatedOn = new DateOnly(2026, 11, 24) });
        await source.Feed.Poll();
        var seen = trust.Clock.GetUtcNow();
        trust.Clock.Advance(TimeSpan.FromDays(5));
        await source.Feed.Poll();

        var suspension = Assert.Single(source.Feed.All<Suspension>());
        Assert.Equal((true, seen, 10), (suspension.Permanent, suspension.ReinstatedAt!.Value, suspension.Sessions));
    }

    [Theory]
    [InlineData("students", "roll")]
    [InlineData("attendances", "marks")]
    [InlineData("exclusions", "exclusions")]
    public async Task An_empty_list_takes_nothing_away(string resource, string stream)
    {
        await using var trust = await SmallTrust.StartAsync(5);
        for (var number = 1; number <= 5; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        trust.Editor.Put(Exclusion());
        trust.Editor.Put(Exclusion() with { Id = "A32" });
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        var before = source.Feed.Standing.Count;
        trust.Clock.Advance(TimeSpan.FromHours(21));

        source.Server.Faults.Next(request => request.Resource == resource, new Fault.Refuse(200, "[]"), times: 99);
        var failure = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully(stream));

        Assert.Contains("Nothing was taken away", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, source.Feed.Standing.Count);
    }

    internal static ExclusionRow Exclusion() => new()
    {
        Id = "A31",
        Student = 0,
        IsPermanent = true,
        Reason = "Persistent disruptive behaviour",
        ReasonCode = "DB",
        Sessions = 10,
        From = new DateOnly(2026, 11, 16),
        To = new DateOnly(2026, 11, 20),
        AcademicYear = "2026/2027",
        Term = "Autumn",
    };

    [Fact]
    public async Task A_leavers_mark_of_the_last_day_and_of_a_day_behind_it_is_not_lost()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        await using var source = await AssemblySource.Start(trust);
        trust.Editor.Leave("upi00001", Friday.Date);
        await source.Feed.Poll();

        // Neither comes with what has changed: they can first be read long after they were stamped.
        trust.Editor.Mark("upi00001", Friday, "/", visibleAfter: TimeSpan.FromDays(4));
        trust.Clock.Advance(TimeSpan.FromDays(3));
        trust.Editor.Mark("upi00001", new(new DateOnly(2026, 11, 23), Session.AM), "N", visibleAfter: TimeSpan.FromDays(1));
        trust.Clock.Advance(TimeSpan.FromHours(3));
        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromHours(22));
        await source.Feed.Poll();

        Assert.Equal(["/", "N"], source.Feed.All<Mark>().OrderBy(mark => mark.At.Date).Select(mark => mark.Code));
    }

    [Fact]
    public async Task A_mark_that_only_a_groups_list_has_is_the_sessions_until_the_register_has_one()
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await AssemblySource.Start(trust);
        (source.Server.Faults.HasRegisterMarks, source.Server.Faults.GroupMark) = (false, "N");
        trust.Editor.Mark("upi00001", Friday, "/");
        await source.Feed.Poll();
        var first = Assert.Single(source.Feed.All<Mark>()).Code;

        source.Server.Faults.GroupMark = "I";
        trust.Editor.Mark("upi00001", Friday, "/", minutesLate: 1);
        await source.Feed.Poll();
        var second = Assert.Single(source.Feed.All<Mark>()).Code;
        source.Server.Faults.HasRegisterMarks = true;
        trust.Editor.Mark("upi00001", Friday, "L", minutesLate: 2);
        await source.Feed.Poll();

        Assert.Equal(("N", "I", "L"), (first, second, Assert.Single(source.Feed.All<Mark>()).Code));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_registers_mark_stands_beside_a_groups_in_whatever_order_they_come(int seed)
    {
        await using var trust = await SmallTrust.StartAsync(1);
        await using var source = await AssemblySource.Start(trust);
        (source.Server.Faults.GroupMark, source.Server.Faults.ShuffleSeed) = ("O", seed);
        trust.Editor.Mark("upi00001", Friday, "/");
        await source.Feed.Poll();

        source.Server.Faults.HasRegisterMarks = false;
        trust.Editor.Mark("upi00001", Friday, "/", minutesLate: 1);
        await source.Feed.Poll();

        Assert.Equal("/", Assert.Single(source.Feed.All<Mark>()).Code);
    }
}
