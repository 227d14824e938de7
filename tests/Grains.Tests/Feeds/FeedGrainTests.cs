using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;
using RiskMonitor.Grains.Feeds;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using RiskMonitor.StandIns.Faults;
using RiskMonitor.StandIns.World;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A feed on the bad days of its source: the watermark stays, the reason is told, and nothing is lost or doubled.</summary>
public sealed class FeedGrainTests
{
    public static TheoryData<string, Fault> BadDays { get; } = new()
    {
        { "500", Fault.ServerError() },
        { "truncated", new Fault.Truncate() },
        { "HTML with 200", new Fault.Html() },
        { "429", Fault.TooManyRequests(600) },
        { "no answer", new Fault.Break() },
    };

    [Theory, MemberData(nameof(BadDays), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_day_of_the_source_moves_no_watermark_is_told_and_is_made_up_for(string day, Fault fault)
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        var good = await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00002", FeedHost.Friday, "O");
        host.Trust.Wonde.Faults.Next(request => request.Resource.StartsWith("attendance/session", StringComparison.Ordinal), fault, times: 3);

        var bad = await host.Poll(host.Mis);
        host.Trust.Wonde.Faults.Clear();
        var better = await host.Poll(host.Mis);

        Assert.Null(good.Trouble);
        Assert.False(string.IsNullOrWhiteSpace(bad.Trouble), day);
        Assert.DoesNotContain("upi", bad.Trouble, StringComparison.Ordinal);
        Assert.Equal((Marks(good), good.LastCompleteAt), (Marks(bad), bad.LastCompleteAt));
        Assert.Null(better.Trouble);
        Assert.True(Marks(better) > Marks(good));
        Assert.Equal(["upi00001", "upi00002"], (await host.Journal()).OfType<Mark>().Select(mark => mark.Student.Value));
    }

    [Theory, BothEngines]
    public async Task A_first_read_of_both_sources_is_the_baseline_and_is_journalled_with_its_reports(Engine engine)
    {
        await using var host = await FeedHost.Start(engine);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");

        var waiting = await host.Poll(host.Concerns);
        Assert.Contains("roll", waiting.Trouble, StringComparison.Ordinal);
        Assert.True((await host.Silo.School().Board()).Freshness.Baseline);
        var mis = await host.Poll(host.Mis);
        var concerns = await host.Poll(host.Concerns);

        Assert.Equal((null, null), (mis.Trouble, concerns.Trouble));
        var board = await host.Silo.Quiet();
        Assert.False(board.Freshness.Baseline);
        Assert.Equal(["concerns", "mis"], board.Freshness.Feeds.Select(feed => feed.Feed));
        Assert.Equal(["mis", "concerns"], (await host.Journal()).OfType<FeedReport>().Select(report => report.Feed));
        Assert.Equal(3, (await host.Journal()).OfType<Pupil>().Select(pupil => pupil.Student).Distinct().Count());
    }

    [Theory, BothEngines]
    public async Task What_was_read_before_is_not_journalled_again_also_not_by_the_next_activation(Engine engine)
    {
        await using var host = await FeedHost.Start(engine);
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        await host.Poll(host.Mis);
        await SchoolHost.Leave(host.Mis);
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "I");
        await host.Poll(host.Mis);
        await host.Poll(host.Mis);

        Assert.Equal(["O", "I"], (await host.Journal()).OfType<Mark>().Select(mark => mark.Code));
    }

    [Fact]
    public async Task A_permission_taken_away_keeps_the_watermark_and_given_back_brings_what_was_missed()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        var before = await host.Poll(host.Mis);
        host.Trust.Wonde.Faults.MissingScopes.Add("attendance.read");
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        var revoked = await host.Poll(host.Mis, minutes: 60 * 5);
        var still = await host.Poll(host.Mis, minutes: 60);
        host.Trust.Wonde.Faults.MissingScopes.Remove("attendance.read");
        var back = await host.Poll(host.Mis);

        Assert.Equal("NotPermitted", revoked.Streams.Single(stream => stream.Stream == "marks").Coverage);
        Assert.Equal((Marks(before), Marks(before)), (Marks(revoked), Marks(still)));
        Assert.Equal("Supplied", back.Streams.Single(stream => stream.Stream == "marks").Coverage);
        Assert.True(Marks(back) > Marks(before));
        Assert.Single((await host.Journal()).OfType<Mark>());
    }

    [Fact]
    public async Task A_roll_that_is_suddenly_empty_takes_nobody_away_and_does_not_keep_back_the_marks()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite, pupils: 30);
        await host.Poll(host.Mis);
        for (var pupil = 1; pupil <= 30; pupil++)
            host.Trust.Editor.Remove($"upi{pupil:00000}", leavesTombstone: false);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");

        var status = await host.Poll(host.Mis, minutes: 60 * 21);

        Assert.Contains("30 of 30 pupils would go", status.Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain(await host.Journal(), observation => observation is Withdrawn { Of: "pupil" });
        Assert.Single((await host.Journal()).OfType<Mark>());
    }

    [Fact]
    public async Task A_pupil_who_vanished_without_a_trace_is_found_missing_by_the_daily_full_read()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite, pupils: 30);
        await host.Poll(host.Mis);
        host.Trust.Editor.Remove("upi00030", leavesTombstone: false);
        await host.Poll(host.Mis);
        var soon = await host.Journal();
        for (var day = 0; day < 4; day++)
            await host.Poll(host.Mis, minutes: 60 * 24);

        Assert.DoesNotContain(soon, IsGone);
        Assert.Contains(await host.Journal(), IsGone);
    }

    [Fact]
    public async Task A_value_that_cannot_be_is_set_aside_whichever_connector_made_it()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        host.Trust.Editor.Mark("upi00001", new(new DateOnly(2029, 3, 1), Session.AM), "/");
        host.Trust.Editor.Mark("upi00002", FeedHost.Friday, "O");

        var status = await host.Poll(host.Mis);

        Assert.Null(status.Trouble);
        Assert.Equal(["upi00002"], (await host.Journal()).OfType<Mark>().Select(mark => mark.Student.Value));
        Assert.Equal(1, status.Streams.Single(stream => stream.Stream == "marks").Quarantined);
    }

    [Fact]
    public async Task A_failure_on_our_own_side_is_told_as_trouble_and_made_up_for()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        host.Trust.Editor.Mark("upi00001", FeedHost.Friday, "O");
        for (var page = 1; page <= 6; page++)
            await host.Silo.School().Ingest(new IngestBatch($"mis/2/marks/{page}/0", null, [Story.Read(Story.Pupil("p001"))]));

        var bad = await host.Poll(host.Mis);
        // What was in the way is not any more.
        await host.Store.Execute("UPDATE journal SET batch_key = randomblob(32)");
        var better = await host.Poll(host.Mis);

        Assert.Contains("our side", bad.Trouble, StringComparison.Ordinal);
        Assert.Null(better.Trouble);
        // The page that was kept is said, and read once more: one mark, however often it is heard.
        Assert.Single((await host.Journal()).OfType<Mark>().DistinctBy(mark => mark.Key));
    }

    [Fact]
    public async Task A_page_that_was_remembered_and_not_handed_over_before_a_crash_is_handed_over_once()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        await SchoolHost.Leave(host.Mis);
        await host.Amend(host.Mis, state => state with
        {
            Pending = new PendingPage("mis/1/roll/9", ObservationBatchText.Write([Story.Read(Story.Pupil("p099"))])),
        });

        var status = await host.Poll(host.Mis);
        await SchoolHost.Leave(host.Mis);
        await host.Amend(host.Mis, state => state with
        {
            Pending = new PendingPage("mis/1/roll/9", ObservationBatchText.Write([Story.Read(Story.Pupil("p099"))])),
        });
        var again = await host.Poll(host.Mis);

        Assert.Equal((null, null), (status.Trouble, again.Trouble));
        Assert.Single(await host.Journal(), observation => observation is Pupil { Student.Value: "p099" });
    }

    [Fact]
    public async Task A_category_that_is_signed_off_moves_the_polled_concerns_that_have_it_and_is_counted()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        host.Trust.School.Categories = [new("c_1", "Blue folder", null, false, SmallTrust.Morning)];
        host.Trust.Editor.Put(new IncidentRow
        {
            Id = "i_1",
            Student = 0,
            OccurredAt = SmallTrust.Morning,
            RecordedAt = SmallTrust.Morning,
            Categories = ["c_1"],
            RecordedBy = new StaffMember("s_1", "Teacher"),
        });
        await host.Poll(host.Mis);
        await host.Poll(host.Concerns);
        var table = host.Silo.Cluster.Client.GetGrain<ICategoryGrain>("oakfield");
        var unmapped = Assert.Single(await table.List());

        var wrong = await table.SignOff(new SignOffRequest("blue FOLDER", "self-harm", 4, "lead"));
        await host.Poll(host.Concerns);
        await host.Poll(host.Concerns);

        Assert.Null(wrong);
        Assert.Equal(("Blue folder", 1, "other", 2, false), (unmapped.Name, unmapped.Count, unmapped.Canonical, unmapped.Severity, unmapped.IsKnown));
        // Read again because of its category and read again within the lookback it is told twice, which is no harm.
        Assert.Equal(["other 2", "self-harm 4"], (await host.Journal()).OfType<Concern>().Select(concern => $"{concern.Categories.Single()} {concern.Severity}").Distinct());
        Assert.Equal(("self-harm", 4, "lead"), Assert.Single((await table.List()).Select(row => (row.Canonical, row.Severity, row.SignedBy!))));
    }

    [Fact]
    public async Task An_imported_row_finds_its_pupil_by_what_the_mis_knows_and_not_by_a_number_or_a_name_that_two_have()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        var import = host.Silo.Cluster.Client.GetGrain<IConcernImportGrain>("oakfield");
        static byte[] Row(string cells) => System.Text.Encoding.UTF8.GetBytes($"id,student id,upn,adno,name,dob,date,category\n{cells},19/11/2026,Neglect");
        string[] rows =
        [
            "1,2,,,,", "2,,,000003,,01/06/2012", "3,,,000003,,02/06/2012", "4,,N823432113104,,,", "5,,,,Ruth Fernbrook,01/06/2012", "6,,,000003,Ruth Fernbrook,",
        ];

        var outcomes = new List<string>();
        foreach (var row in rows)
            outcomes.Add((await import.Preview(new ConcernFile(Row(row)))).Unmatched == 0 ? "found" : "waits");
        await import.Import(new ConcernFile(Row(rows[0])));
        await import.Import(new ConcernFile(Row(rows[1])));

        // All three pupils of this trust have one UPN, one name and one birthday.
        Assert.Equal(["found", "found", "waits", "waits", "waits", "waits"], outcomes);
        Assert.Equal(["csv.1 upi00002", "csv.2 upi00003"], (await host.Journal()).OfType<Concern>().Select(concern => $"{concern.Id} {concern.Student}"));
    }

    [Fact]
    public async Task An_import_is_known_to_the_next_activation_and_a_pupil_who_joins_is_found_without_anybody_asking()
    {
        await using var host = await FeedHost.Start(Engine.Sqlite);
        await host.Poll(host.Mis);
        var import = host.Silo.Cluster.Client.GetGrain<IConcernImportGrain>("oakfield");
        var file = new ConcernFile("id,student id,date,category\n1,1,19/11/2026,Neglect\n2,4,19/11/2026,Neglect"u8.ToArray());

        var first = await import.Import(file);
        await SchoolHost.Leave(import);
        var again = await import.Preview(file);
        host.Trust.Editor.Enrol(SmallTrust.Pupil(4));
        await host.Poll(host.Mis);
        await import.AsReference<IRemindable>().ReceiveReminder("settle", new TickStatus(), TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (first.New, first.Unmatched));
        Assert.Equal((0, 1, 1), (again.New, again.Unchanged, again.Unmatched));
        Assert.NotNull(again.ImportedBefore);
        Assert.Equal(["csv.1 upi00001", "csv.2 upi00004"], (await host.Journal()).OfType<Concern>().Select(concern => $"{concern.Id} {concern.Student}"));
    }

    private static bool IsGone(Observation observation) => observation switch
    {
        Pupil pupil => pupil.Student.Value == "upi00030" && pupil.Left is not null,
        Withdrawn withdrawn => withdrawn.Of == "pupil" && withdrawn.OfKey == "upi00030",
        _ => false,
    };

    private static DateTimeOffset? Marks(FeedStatus status) => status.Streams.SingleOrDefault(stream => stream.Stream == "marks")?.Watermark;
}
