using System.Globalization;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Demo;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A school changes its system: every id is new, and every child is somebody we know.</summary>
public sealed class RenamedPupilsTests
{
    private const int Pupils = 30;

    [Fact]
    public async Task After_a_change_of_the_schools_system_everybody_goes_on_under_the_new_id_and_nobody_has_left()
    {
        await using var host = await Start(withUpn: Pupils);
        host.Trust.Editor.Mark(Old(1), FeedHost.Friday, "O");
        await host.Poll(host.Mis);
        Migrate(host);

        var status = await host.Poll(host.Mis, minutes: 60);
        host.Trust.Editor.Mark(New(1), FeedHost.Friday with { Session = Session.PM }, "I");
        await host.Poll(host.Mis);
        var nextDay = await host.Poll(host.Mis, minutes: 60 * 21);

        Assert.Equal((null, null), (status.Trouble, nextDay.Trouble));
        var journal = await host.Journal();
        Assert.DoesNotContain(journal.OfType<Pupil>(), pupil => pupil.Left is not null);
        Assert.Equal(Pupils, journal.OfType<Withdrawn>().Count(withdrawn => withdrawn.Of == "pupil"));
        var pairs = await host.Silo.School().Identities();
        Assert.Equal(Pupils, pairs.Count(pair => pair.Standing is IdentityStanding.Certain));
        var child = await host.Silo.Student(New(1)).Case(host.Trust.Clock.GetUtcNow());
        Assert.Equal((Old(1), 2), (child!.Student.Value, child.Marks.Length));
    }

    [Fact]
    public async Task When_not_enough_of_them_can_be_recognised_the_roll_is_frozen_as_it_was_and_the_reason_is_told()
    {
        await using var host = await Start(withUpn: Pupils / 2);
        await host.Poll(host.Mis);
        Migrate(host);

        var frozen = await host.Poll(host.Mis, minutes: 60);
        var still = await host.Poll(host.Mis, minutes: 60 * 21);

        Assert.Contains("15 of 30 pupils would go from the roll at once", frozen.Trouble, StringComparison.Ordinal);
        Assert.Equal(frozen.Trouble, still.Trouble);
        var journal = await host.Journal();
        Assert.Empty(journal.OfType<Withdrawn>());
        Assert.All(journal.OfType<Pupil>(), pupil => Assert.StartsWith("upi", pupil.Student.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_a_person_says_that_it_is_meant_the_others_go_and_those_who_are_recognised_go_on()
    {
        await using var host = await Start(withUpn: Pupils / 2);
        await host.Poll(host.Mis);
        Migrate(host);
        var frozen = (await host.Poll(host.Mis, minutes: 60)).Streams.Single(stream => stream.Stream == "roll").Frozen!;

        await host.Mis.AcceptChange(new AcceptedChange("roll", frozen.Id, "The school changed its MIS", "sam"));
        await Schools.SchoolHost.Until(async () => (await host.Mis.Status()).UnderWay is null);
        var after = await host.Poll(host.Mis);

        Assert.Null(after.Trouble);
        var journal = await host.Journal();
        Assert.Equal(Pupils, journal.OfType<Withdrawn>().Select(withdrawn => withdrawn.OfKey).Distinct().Count());
        Assert.Equal(Pupils, journal.OfType<Pupil>().Select(pupil => pupil.Student.Value).Distinct().Count(student => student.StartsWith("new", StringComparison.Ordinal)));
        Assert.Equal(Pupils / 2, (await host.Silo.School().Identities()).Count(pair => pair.Standing is IdentityStanding.Certain));
    }

    [Theory]
    [InlineData("N823432113104", "2012-06-01", "both on roll at once")]
    [InlineData("N823432113104", "2012-06-02", "another date of birth")]
    [InlineData("X00180001701A", "2012-06-01", "not a permanent one")]
    public async Task Two_pupils_with_one_number_wait_for_a_person(string upn, string born, string why)
    {
        await using var host = await FeedHost.Start(Engine.Sqlite, pupils: 2);
        host.Trust.Editor.Amend(Old(1), row => row with { Upn = upn });
        host.Trust.Editor.Amend(Old(2), row => row with { Upn = upn, Born = DateOnly.Parse(born, CultureInfo.InvariantCulture), Forename = born.EndsWith('2') ? "Tom" : row.Forename });

        await host.Poll(host.Mis);

        var pair = Assert.Single(await host.Silo.School().Identities());
        Assert.Equal(IdentityStanding.Waiting, pair.Standing);
        Assert.Contains(why, pair.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_number_that_becomes_permanent_is_the_same_child()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite, pupils: 1);
        host.Trust.Editor.Amend(Old(1), row => row with { Upn = "X00180001701A" });
        await host.Poll(host.Mis);

        host.Trust.Editor.Amend(Old(1), row => row with { Upn = "N823432113104", FormerUpn = "X00180001701A" });
        await host.Poll(host.Mis, minutes: 60);

        Assert.Empty(await host.Silo.School().Identities());
        Assert.Equal(2, (await host.Mis.Directory())!.UpnHashes.Count);
        Assert.Equal(Old(1), Assert.Single((await host.Mis.Directory())!.UpnHashes.Values.Distinct()));
    }

    private static async Task<FeedHost> Start(int withUpn)
    {
        var host = await FeedHost.Start(Engine.Sqlite, Pupils);
        for (var number = 1; number <= Pupils; number++)
        {
            var upn = number <= withUpn ? UniquePupilNumber.Of("999", "4001", 2018, number) : null;
            host.Trust.Editor.Amend(Old(number), row => row with { Upn = upn, Surname = $"Fern{(char)('a' + (number % 26))}{(char)('a' + (number / 26))}" });
        }

        return host;
    }

    // Every second old record leaves a tombstone; the documents do not say whether they do.
    private static void Migrate(FeedHost host)
    {
        for (var number = 1; number <= Pupils; number++)
        {
            var known = host.Trust.School.Students.At(host.Trust.School.Students.Find(Old(number))!.Value, host.Trust.Clock.GetUtcNow())!.Value.Row;
            host.Trust.Editor.Remove(Old(number), leavesTombstone: number % 2 == 0);
            host.Trust.Editor.Enrol(known with { Upi = New(number), WondeId = $"B{number}", MisId = $"M{number}", SafeguardingId = $"st_new_{number}" });
        }
    }

    private static string Old(int number) => $"upi{number:00000}";

    private static string New(int number) => $"new{number:00000}";
}
