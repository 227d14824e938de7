using RiskMonitor.Domain.Replaying;
using static RiskMonitor.Domain.Tests.Replaying.Replayed;

namespace RiskMonitor.Domain.Tests.Replaying;

/// <summary>Several schools in one file: peers compare with each other, and their trust has a board of its own.</summary>
public sealed class TrustReplayTests
{
    private static readonly string[] Two =
    [
        Calendar(), Calendar("elm"),
        School("oakfield", "elm"), School("elm", "oakfield"),
        .. Enumerable.Range(1, 10).Select(n => Pupil($"p{n}")),
        .. Enumerable.Range(1, 10).Select(n => Pupil($"e{n}", "", "elm")),
    ];

    [Fact]
    public void A_school_without_a_report_is_told_by_what_its_peer_records()
    {
        var lines = Lines(Run([.. Two, .. Enumerable.Range(1, 10).Select(n => Concern($"c{n}", $"e{n}", "2026-10-05", "elm"))]), "SCH-0");

        Assert.Collection(
            lines.Where(line => line.Contains("SCH-04", StringComparison.Ordinal) || line.Contains("SCH-05", StringComparison.Ordinal)),
            line => Assert.StartsWith("""{"rule":"SCH-04","version":1,"subject":{"school":"oakfield"},"episode":1,"seq":1,"from":"inactive","to":"firing","severity":"medium","effective":"2026-10-05","at":"2026-10-05T16:00:00+01:00","cause":"observation",""", line, StringComparison.Ordinal),
            line => Assert.StartsWith("""{"rule":"SCH-05","version":1,"subject":{"school":"oakfield"},"episode":1,"seq":1,"from":"inactive","to":"firing","severity":"medium","effective":"2026-10-05",""", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_school_that_names_no_peer_compares_with_nobody()
    {
        string[] alone = [.. Two, School("oakfield", ""), .. Enumerable.Range(1, 10).Select(n => Concern($"c{n}", $"e{n}", "2026-10-05", "elm"))];

        Assert.DoesNotContain(Lines(Run(alone), "SCH-0"), line => line.Contains("\"school\":\"oakfield\"", StringComparison.Ordinal) && (line.Contains("SCH-04", StringComparison.Ordinal) || line.Contains("SCH-05", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_flagged_child_who_joins_another_school_of_the_trust_is_told_on_the_trusts_board_after_all_schools()
    {
        var told = Lines(Run([.. Two, .. Moving("A123456789012", "A123456789012")]), "");
        var line = Assert.Single(told, line => line.Contains("TRU-02", StringComparison.Ordinal));

        Assert.Matches("""^\{"rule":"TRU-02","version":1,"subject":\{"trust":"larkfield","facet":"[0-9a-f]{8}"\},"episode":1,"seq":1,"from":"inactive","to":"firing","severity":"high","effective":"2026-10-12","at":"2026-10-12T08:00:00\+01:00","cause":"observation",""", line);
        Assert.Contains("""{"date":"2026-10-12","code":"hand-over","id":"e99","category":"elm"}""", line, StringComparison.Ordinal);
        Assert.DoesNotContain(told, each => each.Contains("A123456789012", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_child_is_not_that_child() =>
        Assert.Empty(Lines(Run([.. Two, .. Moving("A123456789012", "A123456789099")]), "TRU-02"));

    [Fact]
    public void An_alert_that_is_raised_at_that_instant_counts_at_that_instant()
    {
        string[] moving = [.. Moving("A123456789012", "A123456789012")];

        var line = Assert.Single(Lines(Run([.. Two, moving[0], moving[2], moving[1].Replace("2026-10-05T16", "2026-10-13T16", StringComparison.Ordinal)]), "TRU-02"));

        Assert.Contains("\"at\":\"2026-10-13T16:00:00+01:00\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_school_that_goes_to_another_trust_takes_its_children_along()
    {
        string[] lines = [.. Two, .. Moving("A123456789012", "A123456789012"), School("elm", "", "northern", "2026-10-14T08:00:00+01:00")];

        Assert.Contains(Lines(Run(lines), "TRU-02"), line => line.Contains("\"to\":\"retracted\"", StringComparison.Ordinal) && line.Contains("2026-10-14T08:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trusts_own_lines_go_to_its_own_board()
    {
        const string Governor = """{"type":"report","trust":"larkfield","id":"g1","kind":"link-governor","from":"2026-09-01","to":null,"receivedAt":"2026-09-03T09:00:00+01:00"}""";
        const string Report = """{"type":"report","trust":"larkfield","id":"r1","kind":"board-safeguarding","on":"2026-11-03","receivedAt":"2026-11-03T09:00:00+00:00"}""";

        var result = Run([.. Two, Governor, Clock("2026-10-26T00:00:00+00:00"), Report]);
        var lines = Lines(result, "TRU-04");

        Assert.Empty(result.Rejected);
        Assert.Equal(2, lines.Count);
        Assert.StartsWith("""{"rule":"TRU-04","version":1,"subject":{"trust":"larkfield"},"episode":1,"seq":1,"from":"inactive","to":"firing","severity":"medium","effective":"2026-10-26","at":"2026-10-26T00:00:00+00:00","cause":"timer",""", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"to\":\"resolved\",\"severity\":\"medium\",\"effective\":\"2026-11-03\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_lines_does_not_matter_between_schools_either()
    {
        string[] lines = [.. Two, .. Moving("A123456789012", "A123456789012"), .. Enumerable.Range(1, 10).Select(n => Concern($"c{n}", $"e{n}", "2026-10-05", "elm"))];

        Assert.Equal(Lines(Run(lines)), Lines(Run(lines.Reverse())));
        Assert.Equal(Lines(Run(lines)), Lines(Run(lines, new ReplayOptions { IgnoreDeadlines = true })));
    }

    // A pupil of Oakfield with an immediate concern, who then joins Elm.
    private static IEnumerable<string> Moving(string upn, string upnThere) =>
    [
        Pupil("p99").Replace("\"household\":null", $"\"household\":null,\"upn\":\"{upn}\"", StringComparison.Ordinal),
        Concern("w1", "p99", "2026-10-05", "oakfield", "weapon"),
        Pupil("e99", "", "elm").Replace("\"household\":null", $"\"household\":null,\"upn\":\"{upnThere}\"", StringComparison.Ordinal)
            .Replace("\"joined\":\"2023-09-01\"", "\"joined\":\"2026-10-12\"", StringComparison.Ordinal).Replace("2026-04-13T08:00:00", "2026-10-12T08:00:00", StringComparison.Ordinal),
    ];

    private static string School(string school, string peer, string trust = "larkfield", string receivedAt = "2026-04-13T08:00:00+01:00") =>
        $$"""{"type":"school","school":"{{school}}","name":"{{school}}","trust":"{{trust}}","phase":"secondary","peers":[{{(peer.Length == 0 ? "" : $"\"{peer}\"")}}],"receivedAt":"{{receivedAt}}"}""";

    private static string Concern(string id, string student, string date, string school, string category = "child-on-child") =>
        $$"""{"type":"concern","school":"{{school}}","id":"{{id}}","student":"{{student}}","occurredAt":"{{date}}T11:00:00+01:00","recordedAt":"{{date}}T16:00:00+01:00","categories":["{{category}}"],"severity":{{(category == "weapon" ? 4 : 1)}},"recordedBy":"s1","role":"teacher","linked":[],"sameEventAs":null,"childOnChild":null,"receivedAt":"{{date}}T16:00:00+01:00"}""";
}
