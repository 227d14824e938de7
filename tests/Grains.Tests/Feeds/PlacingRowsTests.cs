using RiskMonitor.Domain.Observations;
using RiskMonitor.Grains.Tests.Schools;
using RiskMonitor.Grains.Tests.StandIns;
using RiskMonitor.Grains.Tests.Storage;
using RiskMonitor.Interfaces;
using Xunit;

namespace RiskMonitor.Grains.Tests.Feeds;

/// <summary>A person says whose concern an imported row is: counted once, remembered, taken back, and in the audit.</summary>
public sealed class PlacingRowsTests
{
    private static readonly ConcernFile TwoRows = new("id,student id,name,dob,date,category\n1,999,Ruth Fernbrook,01/06/2012,19/11/2026,Neglect\n2,998,Nobody Here,01/01/2011,19/11/2026,Weapons"u8.ToArray());

    [Theory, BothEngines]
    public async Task A_row_that_was_placed_counts_once_survives_a_restart_and_the_file_again_and_can_be_taken_back(Engine engine)
    {
        await using var host = await Start(engine);
        var import = Import(host);
        await import.Import(TwoRows);
        var row = (await import.Rows()).Waiting.Single(waits => waits.Incident == "1");

        var first = await Place(host, row.Row, "upi00002");
        var second = await Place(host, row.Row, "upi00002");
        await SchoolHost.Leave(import);
        var again = await import.Import(TwoRows);
        var placed = await import.Rows();
        var told = await Standing(host);
        var back = await import.TakeBack(row.Row, "lead");
        var backAgain = await import.TakeBack(row.Row, "lead");
        await SchoolHost.Leave(import);
        var after = await import.Rows();
        var standing = await Standing(host);
        var other = await Place(host, row.Row, "upi00003");

        Assert.Equal([PlacingOutcome.Done, PlacingOutcome.Done, PlacingOutcome.Done, PlacingOutcome.Done, PlacingOutcome.Done], new[] { first, second, back, backAgain, other });
        Assert.Equal((0, 1, 1), (again.New, again.Unchanged, again.Unmatched));
        Assert.Equal(["csv.1 upi00002"], told);
        Assert.Equal(("upi00002", "lead"), Assert.Single(placed.Placed.Select(each => (each.Student!, each.By))));
        Assert.Equal(["1", "2"], after.Waiting.Select(waits => waits.Incident!).Order());
        Assert.Empty(after.Placed);
        Assert.Empty(standing);
        Assert.Equal(["csv.1 upi00003"], await Standing(host));
        Assert.Equal(2, await host.Store.Count("SELECT COUNT(*) FROM audit WHERE what = 'concern.place'"));
        Assert.Equal(1, await host.Store.Count("SELECT COUNT(*) FROM audit WHERE what = 'concern.take-back'"));
    }

    [Fact]
    public async Task A_row_that_is_no_pupils_of_ours_waits_no_more_tells_nothing_and_can_wait_again()
    {
        await using var host = await Start(Engine.Sqlite);
        var import = Import(host);
        await import.Import(TwoRows);
        var row = (await import.Rows()).Waiting.Single(waits => waits.Incident == "2").Row;

        await Place(host, row, null);
        var state = await import.Settle();
        var again = await import.Import(new ConcernFile([.. TwoRows.Bytes, (byte)'\n']));
        var rows = await import.Rows();
        var otherwise = await Place(host, row, "upi00001");
        await import.TakeBack(row, "lead");

        Assert.Equal(1, state.Waiting.Sum(waits => waits.Count));
        Assert.Equal((1, 1), (again.Unmatched, again.Unchanged));
        Assert.Equal("1", Assert.Single(rows.Waiting).Incident);
        Assert.Null(Assert.Single(rows.Placed).Student);
        Assert.Equal(PlacingOutcome.PlacedOtherwise, otherwise);
        Assert.Equal(2, (await import.Rows()).Waiting.Length);
        Assert.Empty(await Standing(host));
    }

    [Fact]
    public async Task What_a_person_said_stands_before_what_the_roll_says_later_and_a_newer_word_of_the_source_is_heard()
    {
        await using var host = await Start(Engine.Sqlite);
        var import = Import(host);
        await import.Import(TwoRows);
        await Place(host, (await import.Rows()).Waiting.Single(waits => waits.Incident == "1").Row, "upi00002");
        host.Trust.Editor.Enrol(SmallTrust.Pupil(999) with { Surname = "Elsewhere", Born = new DateOnly(2012, 6, 1) });
        await host.Poll(host.Mis);

        await import.Settle();
        await import.Import(new ConcernFile("id,student id,name,dob,date,category\n1,999,Ruth Fernbrook,01/06/2012,19/11/2026,Weapons"u8.ToArray()));

        Assert.Equal(["csv.1 upi00002"], await Standing(host));
        Assert.Equal("weapon", (await host.Journal()).OfType<Concern>().Last().Categories.Single());
    }

    [Fact]
    public async Task Looking_says_what_the_file_said_and_who_fits_and_is_in_the_audit_and_the_list_names_nobody()
    {
        await using var host = await Start(Engine.Sqlite);
        var import = Import(host);
        await import.Import(TwoRows);
        var rows = await import.Rows();
        var row = rows.Waiting.Single(waits => waits.Incident == "1");

        var found = await import.Look(new LookAtRow(row.Row, "lead", "to place it", null));
        var nobody = await import.Look(new LookAtRow(rows.Waiting.Single(waits => waits.Incident == "2").Row, "lead", "to place it", null));
        var searched = await import.Look(new LookAtRow(rows.Waiting.Single(waits => waits.Incident == "2").Row, "lead", "to place it", "fern"));

        Assert.Equal(["MIS id", "name", "date of birth"], row.Says);
        Assert.Equal(("ruth fernbrook", new DateOnly(2012, 6, 1), "999"), (found!.Name, found.Born, found.MisId));
        Assert.Equal(3, found.Pupils.Length);
        Assert.All(found.Pupils, pupil => Assert.Equal(["the same name", "the same date of birth"], pupil.Because));
        Assert.Empty(nobody!.Pupils);
        Assert.Equal(3, searched!.Pupils.Length);
        Assert.Equal(3, await host.Store.Count("SELECT COUNT(*) FROM audit WHERE what = 'concern.look-at-row'"));
        Assert.DoesNotContain("fernbrook", System.Text.Json.JsonSerializer.Serialize(rows), StringComparison.OrdinalIgnoreCase);
        Assert.Null(await import.Look(new LookAtRow("no-such-row", "lead", "to place it", null)));
    }

    [Fact]
    public async Task A_pupil_who_is_not_on_the_roll_and_a_row_that_does_not_wait_are_refused()
    {
        await using var host = await Start(Engine.Sqlite);
        var import = Import(host);
        await import.Import(TwoRows);
        var row = (await import.Rows()).Waiting[0].Row;

        Assert.Equal(PlacingOutcome.NoSuchPupil, await Place(host, row, "upi09999"));
        Assert.Equal(PlacingOutcome.NoSuchRow, await Place(host, "no-such-row", "upi00001"));
        Assert.Equal(PlacingOutcome.NoSuchRow, await import.TakeBack("no-such-row", "lead"));
        Assert.Empty(await Standing(host));
    }

    private static async Task<FeedHost> Start(Engine engine)
    {
        var host = await FeedHost.Start(engine);
        await host.Poll(host.Mis);
        return host;
    }

    private static IConcernImportGrain Import(FeedHost host) => host.Silo.Cluster.Client.GetGrain<IConcernImportGrain>("oakfield");

    private static Task<PlacingOutcome> Place(FeedHost host, string row, string? student) => Import(host).Place(new PlaceRow(row, student, "lead"));

    private static async Task<List<string>> Standing(FeedHost host)
    {
        var standing = new Dictionary<string, Observation>();
        foreach (var observation in await host.Journal())
        {
            if (observation is Withdrawn { Of: "concern" } withdrawn)
                standing.Remove(withdrawn.OfKey);
            else if (observation is Concern)
                standing[observation.Key] = observation;
        }

        return [.. standing.Values.OfType<Concern>().Select(concern => $"{concern.Id} {concern.Student}").Order()];
    }
}
