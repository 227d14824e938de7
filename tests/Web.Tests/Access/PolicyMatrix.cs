using System.Collections.Immutable;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Access;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>
/// All that the policy says, as a text that a person reviews. It asks nothing but the policy, so that it can be asked of a policy that was
/// changed on purpose too: <see cref="MutatedPolicyTests"/>.
/// </summary>
public static class PolicyMatrix
{
    private static readonly SchoolId Own = new("own-school");

    // Another and an unknown school are the same question to the policy, which is the point: the answers must not differ.
    private static readonly ImmutableArray<(string Name, SchoolId? School)> Relations =
        [("own", Own), ("another", new SchoolId("another-school")), ("unknown", new SchoolId("no-such-school")), ("none", null)];

    private static readonly CaseMark Theirs = Mark('a');

    // Each has a case of their own. Two of them are the pupil whose case is given: the second under a record joined with another one.
    private static readonly ImmutableArray<(string Name, PupilFacts Facts)> Pupil =
    [
        ("Year 9", new(9, [Mark('b')])), ("Year 10", new(10, [Mark('c')])), ("nursery", new(-1, [Mark('d')])), ("no year", new(null, [])),
        ("given", new(9, [Theirs])), ("joined", new(10, [Mark('e'), Theirs])),
    ];

    private static readonly ImmutableArray<(string Name, ImmutableArray<string>? Categories)> Concerns =
        [("bullying", ["bullying"]), ("neglect", ["neglect"]), ("bullying, neglect", ["bullying", "neglect"]), ("no category", []), ("not known", null), ("conduct", ["conduct"])];

    /// <summary>People as they come: a role, a part of it, two at once.</summary>
    private static readonly ImmutableArray<(string Name, ImmutableArray<Grant> Grants)> Holders =
    [
        .. Enum.GetValues<Role>().Select(role => (role.ToString(), ImmutableArray.Create(new Grant(role, Own)))),
        ("Trust:conduct", [Part(Role.TrustLead, null, "conduct")]),
        ("Trust:register", [Part(Role.TrustLead, null, "-")]),
        ("Deputy:Y9", [Part(Role.DeputyLead, "9", null)]),
        ("Deputy:neglect", [Part(Role.DeputyLead, null, "neglect")]),
        ("Pastoral:Y9", [Part(Role.PastoralLead, "9", null)]),
        ("Pastoral:Y-1", [Part(Role.PastoralLead, "-1", null)]),
        ("Pastoral:Y9+bull", [Part(Role.PastoralLead, "9", "bullying,conduct")]),
        ("Pastoral:all", [Part(Role.PastoralLead, null, "*")]),
        ("Attend:register", [Part(Role.AttendanceLead, null, "-")]),
        ("Y9+Attend", [Part(Role.DeputyLead, "9", null), new Grant(Role.AttendanceLead, Own)]),
        ("Y9+Y10:neglect", [Part(Role.PastoralLead, "9", "neglect"), Part(Role.PastoralLead, "10", "neglect")]),
        ("Y9bull+Y9negl", [Part(Role.PastoralLead, "9", "bullying"), Part(Role.PastoralLead, "9", "neglect")]),
        ("Case", [Part(Role.DeputyLead, null, null) with { Case = Theirs }]),
        ("Case:Y9", [Part(Role.DeputyLead, "9", null) with { Case = Theirs }]),
        ("Case:neglect", [Part(Role.PastoralLead, null, "neglect") with { Case = Theirs }]),
        ("Case:attendance", [new Grant(Role.AttendanceLead, Own) { Case = Theirs }]),
        ("Case+Pastoral:Y10", [Part(Role.DeputyLead, null, null) with { Case = Theirs }, Part(Role.PastoralLead, "10", null)]),
        ("Wall+Case", [new Grant(Role.WallDisplay, Own), Part(Role.DeputyLead, null, null) with { Case = Theirs }]),
        ("Wall+Y9", [new Grant(Role.WallDisplay, Own), Part(Role.PastoralLead, "9", null)]),
        ("Wall+IT", [new Grant(Role.WallDisplay, Own), new Grant(Role.ItAdministrator, Own)]),
        ("Lead elsewhere", [new Grant(Role.SafeguardingLead, new SchoolId("another-school"))]),
        ("nobody", []),
    ];

    public static IReadOnlyList<string> Lines() => [.. Acts(), .. Given(), .. Pupils(), .. Alerts(), .. Categories(), .. Texts()];

    /// <summary>How many single answers the text holds.</summary>
    public static int Cells(IEnumerable<string> lines) =>
        lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Sum(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length - 1);

    private static IEnumerable<string> Acts()
    {
        yield return "# What each may do at their own school, at another, at one that does not exist, and where no school is asked about.";
        yield return "# Full, Attendance and Wall: allowed, and how much is shown. yes: allowed, no pupil data in it. no: 403. hidden: 404, as if it did not exist.";
        foreach (var (name, grants) in Holders)
        {
            yield return "";
            yield return Row([name, .. Relations.Select(relation => relation.Name)]);
            foreach (var act in Enum.GetValues<Act>())
                yield return Row([$"  {act}", .. Relations.Select(relation => Word(Policy.Decide(grants, act, relation.School)))]);
        }
    }

    private static IEnumerable<string> Given()
    {
        yield return "";
        yield return Row(["# What a school gives", "whole", "a part"]);
        foreach (var role in Enum.GetValues<Role>())
            yield return Row([$"  {role}", Yes(Policy.GivenBySchools.Contains(role)), Yes(Policy.Narrowable.Contains(role))]);
        foreach (var name in new[] { "Head", "head", "0", "", "Nobody" })
            yield return Row([$"  role_named_\"{name}\"", Policy.RoleNamed(name)?.ToString() ?? "none"]);
    }

    private static IEnumerable<string> Pupils()
    {
        yield return "";
        yield return "# Which pupils' cases open, and what is seen there beside the register: c conduct, a number of categories of concern. hidden: 404.";
        yield return Row(["# holder", .. Pupil.Select(pupil => pupil.Name.Replace(' ', '_'))]);
        foreach (var (name, grants) in Holders)
        {
            var decision = Policy.Decide(grants, Act.OpenCase, Own);
            yield return Row([$"  {name.Replace(' ', '_')}", .. Pupil.Select(pupil => decision.ForPupil(pupil.Facts) switch
            {
                { Allowed: true, IsHidden: true } => Contradiction,
                { Allowed: true } now => Seen(now.Sight.OfPupil(pupil.Facts)),
                { IsHidden: true } => "hidden",
                _ => "no",
            }), decision.Sight.IsSameForAllPupils ? "same" : "differs", decision.Sight.CoversAllPupils ? "all" : "some"]);
        }
    }

    private static IEnumerable<string> Alerts()
    {
        yield return "";
        yield return "# Which alerts are on the list, and can be opened: Full and Attendance as a card that opens, Wall masked, - not at all.";
        var cases = new List<(string Name, AlertFacts Facts)>();
        foreach (var (pupil, of) in Pupil)
        {
            cases.AddRange(new[] { "ATT-04", "ATT-08", "ATT-16", "BEH-01", "EXC-01", "CMP-01" }.Select(rule => ($"{rule} {pupil}", new AlertFacts(new RuleId(rule), of, null))));
            cases.AddRange(Concerns.Select(each => ($"SG-02 {each.Name}, {pupil}", new AlertFacts(new RuleId("SG-02"), of, each.Categories))));
        }

        cases.AddRange(Enumerable.Range(1, 12).Select(number => $"SCH-{number:00}").Concat(Enumerable.Range(1, 5).Select(number => $"TRU-{number:00}"))
            .Select(rule => ($"{rule} school", new AlertFacts(new RuleId(rule), null, null))));
        foreach (var (name, grants) in Holders)
        {
            var sight = Policy.Decide(grants, Act.SeeBoard, Own).Sight;
            yield return "";
            yield return $"{name}: {(sight.Text.Length == 0 ? "nothing" : sight.Text)}";
            foreach (var (alert, facts) in cases)
                yield return Row([$"  {alert.Replace(" ", "_", StringComparison.Ordinal)}", sight.MaySee(facts) ? sight.Of(facts).ToString() : "-"], first: 36);
        }
    }

    private static IEnumerable<string> Categories()
    {
        yield return "";
        yield return "# Which concerns are seen by who was given: bullying; conduct; everything; the register; all concerns.";
        Areas[] sets = [Areas.Of(["bullying"])!.Value, Areas.Conduct, Areas.All, Areas.None, Areas.Concerns];
        foreach (var word in Areas.AllWords.Append("gossip"))
            yield return Row([$"  {word}", .. sets.Select(areas => Yes(areas.IncludesConcern([word]))), .. sets.Select(areas => Yes(areas.IncludesConcern([word, "bullying"])))]);
        yield return Row(["  flags", .. sets.Select(areas => $"{(areas.HasConduct ? "c" : "")}{(areas.HasAnyConcern ? "s" : "")}{(areas.HasAllConcerns ? "a" : "")}.")]);
    }

    // What is stored is read back as it was; what cannot be read is nothing.
    private static IEnumerable<string> Texts()
    {
        yield return "";
        yield return "# Texts of parts of a school, as they are stored.";
        foreach (var text in new[] { "9", "10,9", "-2,14", "15", "-3", "", "nine", "*", "9,9" })
            yield return Row([$"  years_\"{text}\"", YearGroups.Parse(text)?.ToString() ?? "none"]);
        foreach (var text in new[] { "-", "*", "conduct", "neglect,bullying", "gossip", "" })
            yield return Row([$"  areas_\"{text}\"", Areas.Parse(text)?.ToString() ?? "none"]);
        foreach (var clearance in Enum.GetValues<Clearance>())
            yield return Row([$"  {clearance}", $"\"{Sight.Of(clearance).Text}\"", Sight.Parse(Sight.Of(clearance).Text).Clearance.ToString(), Yes(Sight.Of(clearance).Equals(Sight.Parse(Sight.Of(clearance).Text)))]);
        foreach (var mark in new[] { Theirs.Value, Theirs.Value[1..], Theirs.Value.ToUpperInvariant(), Theirs.Value[1..] + "g", "" })
            yield return Row([$"  mark_\"{mark}\"", Yes(CaseMark.Parse(mark)?.Value == mark), Yes(Is(mark)), Yes(Fails($"desk:9:*:{mark}"))], first: 48);
        yield return Row(["  one_case", Yes(Sight.Parse($"desk:9:conduct:{Theirs}").Text == $"desk:9:conduct:{Theirs}"), Yes(Fails($"desk:x:*:{Theirs}")), Yes(Fails($"desk:9:x:{Theirs}")), Yes(Fails($"wall:*:-:{Theirs}"))]);
        foreach (var pupils in new[] { "9", $"*/{Theirs}", $"9,10/{Theirs}", $"/{Theirs}", Theirs.Value, "9/", $"x/{Theirs}", $"9/{Theirs}/{Theirs}" })
            yield return Row([$"  pupils_\"{pupils}\"", GrantedPupils.Parse(pupils)?.ToString() ?? "none"], first: 90);
        yield return Row(["  no_mark", Yes(default(PupilFacts).Has(Theirs)), Yes(PupilFacts.Unknown.Has(Theirs))]);
        yield return Row(["  wall_alone", Yes(Fails("wall:9:*")), Yes(Fails("desk:9")), Yes(Fails("desk:x:*")), Yes(Fails("desk:9:x"))]);
    }

    private static bool Fails(string text)
    {
        try
        {
            Sight.Parse(text);
            return false;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    private static CaseMark Mark(char digit) => new(new string(digit, 2 * CaseMark.Bytes));

    private static bool Is(string mark)
    {
        try
        {
            return new CaseMark(mark).Value == mark;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Grant Part(Role role, string? years, string? areas) =>
        new(role, Own) { Years = years is null ? YearGroups.All : YearGroups.Parse(years)!.Value, Areas = areas is null ? null : Areas.Parse(areas) };

    private static string Row(IEnumerable<string> cells, int first = 24) => string.Concat(cells.Select((cell, column) => cell.PadRight(column == 0 ? first : 12))).TrimEnd();

    private static string Seen(Areas? areas) => areas is not { } seen ? "hidden"
        : seen == Areas.All ? "everything"
        : $"{(seen.HasConduct ? "c" : "")}{seen.List().Count(word => word != Areas.ConductWord)}";

    private static string Yes(bool value) => value ? "yes" : "no";

    // Nothing that is allowed is hidden: the reviewed text holds no such word.
    private const string Contradiction = "allowed-and-hidden";

    private static string Word(Decision decision) => decision switch
    {
        { Allowed: true, IsHidden: true } => Contradiction,
        { Allowed: true, Clearance: Clearance.None } => "yes",
        { Allowed: true } => decision.Clearance.ToString(),
        { IsHidden: true } => "hidden",
        _ => "no",
    };
}
