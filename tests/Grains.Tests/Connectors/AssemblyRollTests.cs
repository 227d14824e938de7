using System.Text.Json;
using RiskMonitor.Connectors;
using RiskMonitor.Connectors.Assembly;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.StandIns.Assembly;
using RiskMonitor.StandIns.Demo;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Connectors;

/// <summary>Pupils of the Assembly stand-in, over HTTP: who is on roll, who has left, and what is known of them.</summary>
public sealed class AssemblyRollTests
{
    private static readonly SchoolSession Friday = new(new DateOnly(2026, 11, 20), Session.AM);

    [Fact]
    public async Task A_pupil_has_group_year_dates_and_statuses_and_is_found_by_mis_id_and_upn()
    {
        await using var trust = await SmallTrust.StartAsync();
        trust.Editor.Enrol(SmallTrust.Pupil(1) with { InCare = [new DateRange(new DateOnly(2026, 9, 7), null)] });
        await using var source = await AssemblySource.Start(trust);

        await source.Feed.Poll();

        var pupil = Assert.Single(source.Feed.All<Pupil>());
        Assert.Equal((10, "10A", new DateOnly(2012, 6, 1), new DateOnly(2023, 9, 1)), (pupil.YearGroup, pupil.Registration, pupil.Born, pupil.Joined));
        Assert.Equal([StatusKind.CLA, StatusKind.SENSupport], pupil.Statuses.Select(status => status.Kind));
        Assert.Equal(("RF", "Ruth Fernbrook"), (pupil.Initials, pupil.FullName));
        var directory = PupilDirectory.From(source.Feed.Memory);
        Assert.Equal(pupil.Student.Value, directory.MisIds["1"]);
        Assert.Equal(pupil.Student.Value, Assert.Single(directory.UpnHashes).Value);
        Assert.Equal(pupil.Student.Value, directory.AdmissionNumbers["000001"]);
        Assert.Empty(source.Feed.Quarantined);
    }

    [Fact]
    public async Task Pupils_who_would_go_all_at_once_go_when_a_person_has_said_so_of_just_them()
    {
        await using var trust = await SmallTrust.StartAsync(30);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        for (var number = 1; number <= 15; number++)
            trust.Editor.Remove($"upi{number:00000}", leavesTombstone: false);
        trust.Clock.Advance(TimeSpan.FromDays(1));
        var refused = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully("roll"));

        source.Feed.Binding = source.Feed.Binding with { AcceptedChange = "of something else" };
        var other = await Assert.ThrowsAsync<UpstreamException>(() => source.Feed.ReadFully("roll"));
        var before = source.Feed.All<Pupil>().Count();
        source.Feed.Binding = source.Feed.Binding with { AcceptedChange = refused.Change!.Id };
        await source.Feed.ReadFully("roll");

        Assert.Equal((15, 30, refused.Change), (refused.Change!.Going, refused.Change.Known, other.Change));
        Assert.Equal((30, 15), (before, source.Feed.All<Pupil>().Count()));
    }

    [Theory]
    [InlineData("students", "roll", Coverage.NotPermitted)]
    [InlineData("demographics", "roll", Coverage.NotPermitted)]
    [InlineData("attendances", "marks", Coverage.NotPermitted)]
    [InlineData("exclusions", "exclusions", Coverage.NotPermitted)]
    [InlineData("groups", "groups", Coverage.NotPermitted)]
    public async Task A_scope_that_is_not_granted_is_said_and_ends_no_status(string scope, string stream, Coverage expected)
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();

        source.Server.Faults.MissingScopes.Add(scope);
        await source.Feed.Poll();
        await source.Feed.ReadFully("roll");

        Assert.Equal(expected, source.Feed.Coverage[stream]);
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Contains(pupil.Statuses, status => status is { Kind: StatusKind.SENSupport, To: null }));
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Equal("10A", pupil.Registration));
    }

    [Fact]
    public async Task Flags_that_turn_null_are_said_and_end_no_status()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();

        source.Server.Faults.NulledFields.Add("sen_category");
        await source.Feed.ReadFully("roll");

        Assert.Equal(Coverage.NotPermitted, source.Feed.Coverage["roll"]);
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Contains(pupil.Statuses, status => status is { Kind: StatusKind.SENSupport, To: null }));
    }

    [Fact]
    public async Task A_pupil_a_mark_and_an_exclusion_that_vanish_are_withdrawn_after_two_complete_reads_six_hours_apart()
    {
        await using var trust = await SmallTrust.StartAsync(60);
        for (var number = 1; number <= 60; number++)
            trust.Editor.Mark($"upi{number:00000}", Friday, "/");
        trust.Editor.Put(AssemblyMarkTests.Exclusion());
        trust.Editor.Put(AssemblyMarkTests.Exclusion() with { Id = "A32" });
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        trust.Editor.Remove("upi00001", leavesTombstone: false);
        trust.Editor.RemoveMark("upi00002", Friday);
        trust.Editor.RemoveExclusion("A31");

        await source.ReadAll();
        trust.Clock.Advance(TimeSpan.FromHours(1));
        await source.ReadAll();
        Assert.Equal((60, 60, 2), (source.Feed.All<Pupil>().Count(), source.Feed.All<Mark>().Count(), source.Feed.All<Suspension>().Count()));

        trust.Clock.Advance(TimeSpan.FromHours(21));
        await source.ReadAll();
        trust.Clock.Advance(TimeSpan.FromHours(21));
        await source.ReadAll();
        Assert.Equal((59, 1), (source.Feed.All<Pupil>().Count(), source.Feed.All<Suspension>().Count()));
        Assert.DoesNotContain(source.Feed.All<Mark>(), mark => mark.Student == source.Feed.All<Pupil>().Single(pupil => pupil.Student.Value.EndsWith("0002", StringComparison.Ordinal)).Student);
    }

    [Fact]
    public async Task A_pupil_who_leaves_is_told_with_the_last_day_and_comes_back()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();

        trust.Clock.Advance(TimeSpan.FromHours(3));
        trust.Editor.Leave("upi00001", new DateOnly(2026, 11, 20));
        await source.Feed.Poll();
        Assert.Equal([new DateOnly(2026, 11, 20), null], source.Feed.All<Pupil>().OrderBy(pupil => pupil.Student).Select(pupil => pupil.Left));

        trust.Clock.Advance(TimeSpan.FromHours(3));
        trust.Editor.Restore("upi00001");
        await source.Feed.Poll();
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Null(pupil.Left));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_whose_last_day_was_written_down_before_it_leave_on_it_with_its_date_and_freeze_nothing(bool isShownBefore)
    {
        await using var trust = await SmallTrust.StartAsync(40);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.LeaversMoveOnTheDay = true;
        if (!isShownBefore)
            source.Server.Faults.NulledFields.Add("end_date");
        var lastDay = new DateOnly(2026, 11, 27);
        for (var number = 1; number <= 25; number++)
            trust.Editor.Amend($"upi{number:00000}", row => row with { Left = lastDay });
        await source.Feed.Poll();
        var before = source.Feed.All<Pupil>().Count(pupil => pupil.OnRollOn(lastDay));
        trust.Clock.Advance(TimeSpan.FromDays(1));
        await source.Feed.Poll();

        // By now the rows have been written long ago.
        trust.Clock.Advance(TimeSpan.FromDays(7));
        await source.Feed.Poll("leavers");
        await source.Feed.ReadFully("roll");
        await source.Feed.Poll();

        Assert.Equal(40, before);
        Assert.Equal((25, 15), (source.Feed.All<Pupil>().Count(pupil => pupil.Left == lastDay), source.Feed.All<Pupil>().Count(pupil => pupil.Left is null)));
        Assert.DoesNotContain(source.Feed.Told, told => told is Withdrawn);
    }

    [Fact]
    public async Task An_announced_last_day_that_is_put_off_is_put_off()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.LeaversMoveOnTheDay = true;
        trust.Editor.Amend("upi00001", row => row with { Left = new DateOnly(2026, 11, 27) });
        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromDays(7));
        trust.Editor.Amend("upi00001", row => row with { Left = new DateOnly(2026, 12, 4) });
        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromDays(1));
        trust.Editor.Amend("upi00001", row => row with { Left = null });
        await source.Feed.Poll();

        Assert.Contains(source.Feed.Told.OfType<Pupil>(), pupil => pupil.Left == new DateOnly(2026, 12, 4));
        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Null(pupil.Left));
    }

    [Fact]
    public async Task An_earlier_stay_never_marks_a_pupil_as_left_who_is_on_roll()
    {
        await using var trust = await SmallTrust.StartAsync(2);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();

        // The first day of the present stay is said to be that of the first.
        trust.Clock.Advance(TimeSpan.FromHours(5));
        trust.Editor.Enrol(EarlierStay(new DateOnly(2026, 7, 20)));
        await source.Feed.Poll("leavers");
        await source.Feed.Poll("roll");
        await source.Feed.ReadFully("leavers");
        await source.Feed.ReadFully("roll");

        Assert.DoesNotContain(source.Feed.Told.OfType<Pupil>(), pupil => pupil.Left is not null);
        Assert.Equal(2, source.Feed.All<Pupil>().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Of_two_stays_that_are_over_the_later_counts_in_whatever_order_they_come(int seed)
    {
        await using var trust = await SmallTrust.StartAsync(1);
        trust.Editor.Leave("upi00001", new DateOnly(2026, 11, 13));
        trust.Editor.Enrol(EarlierStay(new DateOnly(2026, 7, 20)));
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.ShuffleSeed = seed;

        await source.Feed.Poll();

        Assert.Equal(new DateOnly(2026, 11, 13), Assert.Single(source.Feed.All<Pupil>()).Left);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Demographics_that_may_not_be_read_any_more_stay_lost_while_nothing_changes_and_come_back(bool isRefused)
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        var faults = isRefused ? source.Server.Faults.MissingScopes : source.Server.Faults.NulledFields;

        faults.Add(isRefused ? "demographics" : "sen_category");
        await source.Feed.ReadFully("roll");
        var seen = new List<Coverage> { source.Feed.Coverage["roll"] };
        trust.Clock.Advance(TimeSpan.FromHours(5));
        await source.Feed.Poll("roll");
        seen.Add(source.Feed.Coverage["roll"]);
        faults.Remove(isRefused ? "demographics" : "sen_category");
        await source.Feed.Poll("roll");
        seen.Add(source.Feed.Coverage["roll"]);

        Assert.Equal([Coverage.NotPermitted, Coverage.NotPermitted, Coverage.Supplied], seen);
    }

    [Fact]
    public async Task Demographics_that_never_could_be_read_are_not_lost()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.MissingScopes.Add("demographics");

        await source.Feed.Poll();
        await source.Feed.ReadFully("roll");

        Assert.Equal(Coverage.IncludeRejected, source.Feed.Coverage["roll"]);
    }

    [Fact]
    public async Task One_pupil_whose_flag_is_null_is_no_permission_lost()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();

        trust.Clock.Advance(TimeSpan.FromHours(5));
        trust.Editor.Amend("upi00001", row => row with { SenStatus = null });
        await source.Feed.Poll("roll");

        Assert.Equal(Coverage.Supplied, source.Feed.Coverage["roll"]);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(15)]
    public async Task When_all_ids_are_issued_anew_who_is_recognised_goes_on_and_nobody_is_there_twice(int withNumber)
    {
        await using var trust = await SmallTrust.StartAsync(30);
        for (var number = 1; number <= 30; number++)
            trust.Editor.Amend($"upi{number:00000}", row => row with { Upn = number <= withNumber ? UniquePupilNumber.Of("999", "4001", 2018, number) : null });
        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        var before = source.Feed.All<Pupil>().Select(pupil => pupil.Student).ToHashSet();
        trust.Clock.Advance(TimeSpan.FromHours(1));
        Reissue(trust, pupils: 30);

        var failure = await Record.ExceptionAsync(() => source.Feed.Poll());

        Assert.Equal(30, source.Feed.All<Pupil>().Count());
        if (withNumber == 30)
        {
            Assert.Null(failure);
            Assert.DoesNotContain(source.Feed.All<Pupil>(), pupil => before.Contains(pupil.Student));
            // The number means the child under the new id.
            Assert.Equal(30, PupilDirectory.From(source.Feed.Memory).UpnHashes.Values.Count(student => student.Length > 0 && !before.Contains(new(student))));
        }
        else
        {
            Assert.Contains("15 of 30 pupils would go from the roll at once", failure!.Message, StringComparison.Ordinal);
            Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Contains(pupil.Student, before));
        }
    }

    [Fact]
    public async Task When_all_ids_are_issued_anew_the_exclusions_under_the_old_ones_stay_as_history()
    {
        await using var trust = await SmallTrust.StartAsync(10);
        for (var number = 1; number <= 10; number++)
        {
            trust.Editor.Amend($"upi{number:00000}", row => row with { Upn = UniquePupilNumber.Of("999", "4001", 2018, number) });
            trust.Editor.Put(AssemblyMarkTests.Exclusion() with { Id = $"A{number}", Student = number - 1 });
        }

        await using var source = await AssemblySource.Start(trust);
        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromHours(1));
        Reissue(trust, pupils: 10);
        for (var number = 1; number <= 10; number++)
        {
            trust.Editor.RemoveExclusion($"A{number}");
            trust.Editor.Put(AssemblyMarkTests.Exclusion() with { Id = $"B{number}", Student = 9 + number });
        }

        await source.Feed.Poll();
        trust.Clock.Advance(TimeSpan.FromHours(7));
        await source.Feed.Poll();

        Assert.Equal(20, source.Feed.All<Suspension>().Count());
    }

    [Fact]
    public async Task The_group_of_today_counts_in_whatever_order_groups_come()
    {
        await using var trust = await SmallTrust.StartAsync(3);
        await using var source = await AssemblySource.Start(trust);
        source.Server.Faults.ListsFormerGroups = true;

        await source.Feed.Poll();

        Assert.All(source.Feed.All<Pupil>(), pupil => Assert.Equal("10A", pupil.Registration));
    }

    private static void Reissue(SmallTrust trust, int pupils)
    {
        for (var number = 1; number <= pupils; number++)
        {
            var known = trust.School.Students.At(trust.School.Students.Find($"upi{number:00000}")!.Value, trust.Clock.GetUtcNow())!.Value.Row;
            trust.Editor.Remove($"upi{number:00000}", leavesTombstone: false);
            trust.Editor.Enrol(known with { Upi = $"new{number:00000}", MisId = $"M{number}" });
        }
    }

    // A row of its own with the first pupil's id, changed now.
    private static StudentRow EarlierStay(DateOnly lastDay) =>
        SmallTrust.Pupil(9) with { StayOf = 0, Admitted = new DateOnly(2023, 9, 1), Left = lastDay, Registration = null };
}
