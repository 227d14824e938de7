using System.Globalization;
using CsCheck;

namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>
/// Random small schools as lines: two schools, a few pupils, April to December 2026, dates, ids and codes from tiny ranges so that they collide.
/// Knowledge comes in few instants: most things the same day, some weeks late, some corrected or taken back.
/// </summary>
internal static class AnySchools
{
    private static readonly string[] Students = ["p1", "p2"];
    private static readonly string[] Schools = ["elm", "oakfield"];
    private static readonly DateOnly First = new(2026, 4, 13);
    private static readonly DateOnly Last = new(2026, 12, 18);

    private static readonly string[] Usual = ["/", "L", "V"];
    private static readonly string[] Absent = ["O", "I", "U", "N", "G", "C2"];
    private static readonly string[] Odd = ["#", "X", "B", "C2", "K", "D", "M"];

    private static readonly DateOnly[] Days = [.. London.Dates(First, Last).Where(IsSchoolDay)];

    // Mostly one pupil of one school, so that things add up.
    private static readonly Gen<string> School = These("elm", "elm", "elm", "oakfield");
    private static readonly Gen<string> Student = These("p1", "p1", "p2");
    private static readonly Gen<int> Day = Gen.Int[0, Days.Length - 1];
    private static readonly Gen<int> AutumnDay = Gen.Int[Days.Length - 50, Days.Length - 1];

    private static Gen<T> These<T>(params T[] these) => Gen.Int[0, these.Length - 1].Select(index => these[index]);

    private static bool IsSchoolDay(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && !(date >= new DateOnly(2026, 7, 23) && date <= new DateOnly(2026, 9, 2))
        && !(date >= new DateOnly(2026, 10, 26) && date <= new DateOnly(2026, 10, 30)) && date != new DateOnly(2026, 11, 20);

    /// <summary>Files of which the greater part is what a rule looks at.</summary>
    public static Gen<string[]> FilesFor(string rule) => rule is "ATT-08" or "SCH-01" or "TRU-05" ? FewDays(rule == "ATT-08" ? 5 : 6, rule == "SCH-01" ? 6 : 0) : ManyDays(rule);

    private static Gen<string[]> ManyDays(string rule) => Gen.Select(
        Pupils,
        rule[..3] switch { "ATT" => Registers, "BEH" or "CMP" => Eventful, _ when rule is "SG-05" or "SG-07" => Eventful, _ => Gen.Frequency((1, Registers), (2, Gen.Const(Array.Empty<string>()))) },
        SpecialTo(rule).Array[4, 40],
        Gen.OneOf(Any).Array[0, 12],
        Clock.Array[1, 8]).Select((pupils, registers, special, other, clocks) =>
            (string[])[.. Schools.Select(CalendarOf), .. Schools.Select(SchoolOf), .. pupils, .. registers, .. special, .. other, .. clocks]).Select(file => rule.StartsWith("SCH", StringComparison.Ordinal) ? [.. file.Select(AlwaysOnRoll)] : OnRollOnly(file));

    // Marks from before a pupil joined are nothing that happens.
    private static string[] OnRollOnly(string[] file)
    {
        var late = file.Where(line => line.Contains("\"joined\":\"2026-09-07\"", StringComparison.Ordinal)).Select(WhoseOf).ToHashSet();
        return [.. file.Where(line => !line.StartsWith("{\"type\":\"mark\"", StringComparison.Ordinal) || !late.Contains(WhoseOf(line)) || string.CompareOrdinal(line.Split("\"date\":\"")[1][..10], "2026-09-07") >= 0)];
    }

    private static string WhoseOf(string line) => line.Split("\"school\":")[1].Split(",\"", 3) is [var school, var student, ..] ? $"{school} {student}" : "";

    // What a school's rules divide by is the roll of now: in a school of two pupils one that comes or goes is half of it.
    private static string AlwaysOnRoll(string line) => System.Text.RegularExpressions.Regex.Replace(
        line.Replace("\"joined\":\"2026-09-07\"", "\"joined\":\"2023-09-01\"", StringComparison.Ordinal), "\"left\":\"[0-9-]+\"", "\"left\":null");

    private static Gen<string> SpecialTo(string rule) => rule switch
    {
        "ATT-04" or "ATT-04w" => Gen.OneOf(Mark, Mark, Notice),
        "ATT-09" => Gen.OneOf(Mark, Contact),
        "ATT-14" => Lesson,
        "ATT-15" => Gen.OneOf(Plan, Mark),
        "ATT-16" => Gen.OneOf(Departure, Suspension, Status),
        "BEH-01" or "CMP-01" => BehaviourOf(Gen.Const("elm"), Gen.Const("p1"), Gen.Int[64, 76]),
        "EXC-01" or "EXC-02" or "EXC-03" => Suspension,
        "SCH-10" => Training,
        "SCH-06" => Gen.OneOf(Training, Concern),
        "SG-05" => Gen.OneOf(Disclosure, Mark),
        "SG-04" => ConcernOf(Gen.Const("neglect")),
        "SG-07" => ConcernOf(Gen.Const("mental-health")),
        "SG-08" => Status,
        "SG-09" => Gen.OneOf(Status, Contact, Contact, Concern, Action),
        "SG-10" => Gen.OneOf(FileTransfer, Status),
        "SCH-04" or "SCH-05" => Gen.OneOf(Concern, Survey),
        _ when rule.StartsWith("SG", StringComparison.Ordinal) || rule.StartsWith("SCH", StringComparison.Ordinal) => Gen.OneOf(Concern, Concern, Action, WithdrawnConcern),
        _ => Gen.OneOf(Mark, Mark, Status, WithdrawnMark),
    };

    private static Gen<string>[] Any =>
        [Mark, Status, Behaviour, Suspension, Concern, Action, Notice, Contact, Lesson, Plan, Departure, FileTransfer, Training, Survey, WithdrawnMark, WithdrawnConcern];

    // A pupil as first known, in April; corrections of a status come later.
    private static Gen<string[]> Pupils => Gen.Select(Gen.Int[0, 9].Array[4], Gen.Int[0, 5].Array[4]).Select((kinds, years) => (string[])
    [
        .. Enumerable.Range(0, 4).Select(n => PupilLine(Schools[n / 2], Students[n % 2], years[n], StatusesOf(kinds[n]), null, "2026-04-13T07:30:00+01:00")),
    ]);

    private static string StatusesOf(int kind) => kind switch
    {
        0 or 1 => """{"kind":"CP","from":"2026-05-04","to":null}""",
        2 => """{"kind":"CIN","from":"2026-02-02","to":"2026-09-18"}""",
        3 => """{"kind":"CLA","from":"2026-09-07","to":"2026-11-13"}""",
        4 => """{"kind":"MissingRisk","from":"2026-06-01","to":null}""",
        5 => """{"kind":"FamilyHelp","from":"2026-10-05","to":"2026-10-16"},{"kind":"EHCP","from":"2026-01-05","to":null}""",
        _ => "",
    };

    private static string PupilLine(string school, string student, int variant, string statuses, DateOnly? left, string at)
    {
        var (born, year) = variant switch { 0 => ("null", "13"), 1 => ("null", "8"), _ => ("\"2012-03-04\"", "9") };
        var joined = variant == 5 ? "2026-09-07" : "2023-09-01";
        return $$"""{"type":"pupil","school":"{{school}}","student":"{{student}}","born":{{born}},"yearGroup":{{year}},"registration":"{{year}}A","joined":"{{joined}}","left":{{(left is null ? "null" : Quoted(left.Value))}},"household":{{(variant == 4 ? "null" : "\"h1\"")}},"statuses":[{{statuses}}],"receivedAt":"{{at}}"}""";
    }

    private static Gen<string> Status => Gen.Select(School, Student, Gen.Int[0, 9], Day, Gen.Int[0, 5], Gen.Int[0, 3]).Select((school, student, kind, day, variant, leaves) =>
        PupilLine(school, student, variant is 5 or 0 ? 2 : variant, StatusesOf(kind), leaves == 0 ? Days[Math.Max(day - 4, 0)] : null, At(Days[day], 8)));

    // Whole registers, delivered every four weeks.
    private static Gen<string[]> Registers => Gen.Select(School, Student, Gen.OneOf(Runs, Runs, Burst, Fridays)).Array[1, 3].Select(all =>
        all.DistinctBy(one => (one.Item1, one.Item2)).SelectMany(one => RegisterOf(one.Item1, one.Item2, one.Item3)).ToArray());

    private static Gen<string[]> Eventful => Gen.OneOf(Burst, Burst, Runs).Select(spells => RegisterOf("elm", "p1", spells).ToArray());

    // Long and short runs of one code.
    private static Gen<(int Length, string Code)[]> Runs => Gen.Select(
        Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 12], Gen.Int[10, 60]),
        Gen.Frequency((4, These(Usual)), (4, These(Absent)), (1, These(Odd)), (1, Gen.Const("-")))).Array[4, 60].Select(spells => spells.Select(spell => (spell.Item1, spell.Item2)).ToArray());

    // A quiet start, many short absences, and quiet again.
    private static Gen<(int Length, string Code)[]> Burst => Gen.Select(Gen.Int[60, 140], Gen.Select(Gen.Int[1, 5], Gen.Int[1, 3], These(Absent)).Array[6, 14], Gen.Int[0, 90]).Select((before, spells, after) =>
        ((int, string)[])[(before, "/"), .. spells.SelectMany(spell => new[] { (spell.Item1, "/"), (spell.Item2, spell.Item3) }), (after, "/")]);

    // Absent on most Fridays for a while, and seldom otherwise.
    private static Gen<(int Length, string Code)[]> Fridays => Gen.Select(Gen.Int[0, 60], Gen.Int[40, 90], Gen.Int[0, 19].Array[120]).Select((from, length, chances) =>
        chances.Select((chance, day) => (2, day >= from && day < from + length && (Days[day].DayOfWeek == DayOfWeek.Friday ? chance < 15 : chance == 0) ? "I" : "/")).ToArray());

    // A school week and a half, hour by hour: the clock is asked at every deadline, so that nobody looks back at a day only later.
    private static Gen<string[]> FewDays(int latest, int withdrawals) => Gen.Select(
        Pupils,
        Gen.Select(School, Student, Gen.Int[0, 7], Gen.Int[0, 1], These("/", "/", "L", "N", "O", "G", "I", "M", "V", "#", "-"), Gen.Int[0, latest]).Array[10, 90],
        Gen.Select(School, Student, Gen.Int[0, 7], Gen.Int[0, 1], Gen.Int[0, latest]).Array[0, withdrawals]).Select((pupils, marks, withdrawn) => (string[])
        [
            .. Schools.Select(CalendarOf).Concat(Schools.Select(SchoolOf)).Concat(pupils).Select(line => line.Replace("\"receivedAt\":\"2026-04-13", "\"receivedAt\":\"2026-09-07", StringComparison.Ordinal)),
            .. marks.Where(mark => mark.Item5 != "-").Select(mark => MarkLine(mark.Item1, mark.Item2, Week + mark.Item3, mark.Item4, mark.Item5, Soon(mark.Item3, mark.Item4, mark.Item6))),
            .. withdrawn.Select(mark => WithdrawnLine(mark.Item1, mark.Item2, Week + mark.Item3, mark.Item4, Soon(mark.Item3, mark.Item4, mark.Item5))),
            .. Enumerable.Range(0, 10).SelectMany(day => new[] { (9, 45), (9, 50), (14, 0), (17, 0), (23, 59) }.Select(time => ClockLine(At(Days[Week + day], time.Item1, time.Item2)))),
            .. Enumerable.Range(0, 12).Select(date => ClockLine(At(Days[Week].AddDays(date), 0))),
        ]);

    private static int Week => Array.IndexOf(Days, new DateOnly(2026, 9, 7));

    private static string Soon(int day, int half, int late) => late switch
    {
        0 or 1 or 2 => At(Days[Week + day], half == 0 ? 9 : 13, 10),
        3 => At(Days[Week + day], half == 0 ? 9 : 14, half == 0 ? 50 : 0),
        4 => At(Days[Week + day], half == 0 ? 10 : 14, 20),
        5 => At(Days[Week + day], 16),
        _ => At(Days[Week + day + 1], 8, 30),
    };

    private static string ClockLine(string at) => $$"""{"type":"clock","at":"{{at}}"}""";

    private static IEnumerable<string> RegisterOf(string school, string student, (int Length, string Code)[] spells)
    {
        var codes = spells.SelectMany(spell => Enumerable.Repeat(spell.Code, spell.Length)).ToList();
        for (var session = 0; session < codes.Count && session < Days.Length * 2; session++)
        {
            if (codes[session] == "-") continue;
            var fortnight = Math.Min((session / 40 * 20) + 9, Days.Length - 1);
            yield return MarkLine(school, student, session / 2, session % 2, codes[session], At(Days[fortnight], 15));
        }
    }

    private static Gen<string> Mark => Gen.Select(School, Student, Day, Gen.Int[0, 1], These([.. Usual, .. Absent, .. Odd]), Gen.Int[0, 12]).Select((school, student, day, half, code, late) =>
        MarkLine(school, student, day, half, code, late < 2 ? At(Days[day], 9 + (half * 4), 50) : At(Days[Math.Min((day / 10 * 10) + 9 + (late / 6 * 10), Days.Length - 1)], 15)));

    private static string MarkLine(string school, string student, int day, int half, string code, string at) =>
        $$"""{"type":"mark","school":"{{school}}","student":"{{student}}","date":{{Quoted(Days[day])}},"session":"{{(Half)half}}","code":"{{code}}","receivedAt":"{{at}}"}""";

    private static Gen<string> Lesson => Gen.Select(School, Student, Gen.Int[10, 16], Gen.Int[1, 4], These("N", "O", "O", "/"), Gen.Int[0, 2]).Select((school, student, day, period, code, late) =>
        $$"""{"type":"lesson","school":"{{school}}","student":"{{student}}","date":{{Quoted(Days[day])}},"period":"{{period}}","code":"{{code}}","receivedAt":"{{At(Days[day + late], 16)}}"}""");

    private static Gen<string> Behaviour => BehaviourOf(School, Student, AutumnDay);

    private static Gen<string> BehaviourOf(Gen<string> at, Gen<string> whose, Gen<int> when) => Gen.Select(at, whose, Gen.Int[1, 30], when, Gen.Int[-1, 3], These("aggressor", "aggressor", "target", "involved")).Select((school, student, id, day, points, role) =>
        $$"""{"type":"behaviour","school":"{{school}}","id":"b{{id}}","student":"{{student}}","occurredAt":"{{At(Days[day], 11)}}","kind":"fight","points":{{points}},"role":"{{role}}","receivedAt":"{{At(Days[day], 15)}}"}""");

    private static Gen<string> Suspension => Gen.Select(School, Student, Gen.Int[1, 5], Day, Gen.Int[1, 40], Gen.Int[0, 9]).Select((school, student, id, day, sessions, kind) =>
    {
        var to = Days[Math.Min(day + ((sessions - 1) / 2), Days.Length - 1)];
        var reinstated = kind == 0 ? $"\"{At(Days[Math.Min(day + 2, Days.Length - 1)], 18)}\"" : "null";
        return $$"""{"type":"suspension","school":"{{school}}","id":"x{{id}}","student":"{{student}}","from":{{Quoted(Days[day])}},"to":{{Quoted(to)}},"sessions":{{sessions}},"permanent":false,"noticeAt":"{{At(Days[day], 9)}}","reinstatedAt":{{reinstated}},"examMissed":{{(kind == 1 ? "true" : "false")}},"receivedAt":"{{At(Days[Math.Min(day + 3, Days.Length - 1)], 15)}}"}""";
    });

    private static Gen<string> Concern => ConcernOf(These("neglect", "neglect", "mental-health", "weapon", "other", "child-on-child", "disclosure-physical"));

    private static Gen<string> Disclosure => ConcernOf(These("disclosure-physical", "operation-encompass", "weapon", "neglect"));

    private static Gen<string> ConcernOf(Gen<string> category) => Gen.Select(
        Gen.Select(School, Student, Student), Gen.Int[1, 24], Gen.Frequency((1, Gen.Int[20, 40]), (4, Gen.Int[90, 112])), category, Gen.OneOf(Gen.Int[1, 2], Gen.Int[1, 4]), Gen.Int[0, 9], Gen.Int[0, 9]).Select((who, id, day, kind, severity, more, late) =>
    {
        var (school, student, other) = who;
        var recorded = Days[Math.Min(day + (late < 7 ? 0 : late - 5), Days.Length - 1)];
        var roles = more is 4 or 5 ? $$"""{"aggressor":["{{student}}"],"target":["{{(other == student ? "p3" : other)}}"]}""" : "null";
        return $$"""{"type":"concern","school":"{{school}}","id":"c{{IdFor(student, id)}}","student":"{{student}}","occurredAt":"{{At(Days[day], 10)}}","recordedAt":"{{At(recorded, 11)}}","categories":["{{kind}}"],"severity":{{severity}},"recordedBy":"s{{more % 2}}","role":"teacher","linked":[{{(more == 6 ? $"\"{other}\"" : "")}}],"sameEventAs":{{(more == 7 ? $"\"c{(id % 24) + 1}\"" : "null")}},"childOnChild":{{roles}},"receivedAt":"{{At(recorded, 11)}}"}""";
    });

    // One entry is about one pupil here: the same entry filed for two pupils with other words for each is nothing that happens.
    private static int IdFor(string student, int id) => (id / 2 * 2) + (student == "p1" ? 1 : 2);

    private static Gen<string> Action => Gen.Select(School, Gen.Int[1, 24], Gen.Frequency((1, Gen.Int[20, 45]), (3, Gen.Int[92, 128])), These("triage", "review", "review", "closed", "contact"), Gen.Int[11, 17]).Select((school, id, day, kind, hour) =>
        $$"""{"type":"action","school":"{{school}}","id":"a{{id}}{{kind}}","concern":"c{{id}}","at":"{{At(Days[day], hour)}}","kind":"{{kind}}","receivedAt":"{{At(Days[day], hour)}}"}""");

    private static Gen<string> Notice => Gen.Select(School, Student, Gen.Int[1, 3], Day, Gen.Int[1, 40], These("issued", "issued", "waived")).Select((school, student, id, day, back, outcome) =>
    {
        var used = Enumerable.Range(Math.Max(0, day - back), Math.Min(day, back)).SelectMany(each => new[] { "AM", "PM" }.Select(half => $$"""{"date":{{Quoted(Days[each])}},"session":"{{half}}"}"""));
        return $$"""{"type":"notice","school":"{{school}}","id":"n{{id}}","student":"{{student}}","issuedOn":{{Quoted(Days[day])}},"sessions":[{{string.Join(',', used)}}],"outcome":"{{outcome}}","receivedAt":"{{At(Days[day], 15)}}"}""";
    });

    private static Gen<string> Contact => Gen.Select(School, Student, Gen.Int[1, 9], Day, These("seen", "home-visit", "call", "no-contact")).Select((school, student, id, day, kind) =>
        $$"""{"type":"contact","school":"{{school}}","id":"k{{id}}","student":"{{student}}","at":"{{At(Days[day], 12)}}","kind":"{{kind}}","receivedAt":"{{At(Days[day], 15)}}"}""");

    private static Gen<string> Plan => Gen.Select(School, Student, Gen.Int[1, 2], Day, Gen.Int[0, 60], These("part-time", "alternative-provision")).Select((school, student, id, day, length, kind) =>
    {
        var reviewed = length % 3 == 0 ? "null" : Quoted(Days[Math.Min(day + (length / 2), Days.Length - 1)]);
        return $$"""{"type":"plan","school":"{{school}}","id":"l{{id}}","student":"{{student}}","kind":"{{kind}}","from":{{Quoted(Days[day])}},"to":{{Quoted(Days[Math.Min(day + length, Days.Length - 1)])}},"reviewedOn":{{reviewed}},"receivedAt":"{{At(Days[Math.Min(day + length, Days.Length - 1)], 15)}}"}""";
    });

    private static Gen<string> Departure => Gen.Select(School, Student, Gen.Int[1, 2], Day, Gen.Int[0, 9], These("elective-home-education", "transfer", "unknown")).Select((school, student, id, day, decided, kind) =>
        $$"""{"type":"departure","school":"{{school}}","id":"d{{id}}","student":"{{student}}","kind":"{{kind}}","noticedOn":{{Quoted(Days[day])}},"decidedOn":{{(decided < 5 ? "null" : Quoted(Days[Math.Min(day + decided, Days.Length - 1)]))}},"receivedAt":"{{At(Days[Math.Min(day + (decided / 2), Days.Length - 1)], 15)}}"}""");

    private static Gen<string> FileTransfer => Gen.Select(School, Student, Day, These("in", "out", "out"), Gen.Int[0, 3], Gen.Bool).Select((school, student, day, direction, stage, file) =>
        $$"""{"type":"file-transfer","school":"{{school}}","student":"{{student}}","direction":"{{direction}}","sentAt":{{(stage == 0 ? "null" : $"\"{At(Days[day], 10)}\"")}},"receiptAt":{{(stage < 2 ? "null" : $"\"{At(Days[day], 14)}\"")}},"hasChildProtectionFile":{{(file || stage > 1 ? "true" : "false")}},"receivedAt":"{{At(Days[day], 15)}}"}""");

    private static Gen<string> Training => Gen.Select(School, Gen.Int[0, 4], Gen.Int[0, 900], Gen.Int[0, 3], Day).Select((school, person, ago, missing, day) =>
    {
        var group = new[] { "DSL", "DDSL", "governor", "staff", "staff" }[person];
        var (appointed, last) = (First.AddDays((person * 200) - 700), Days[day].AddDays(-ago));
        return $$"""{"type":"training","school":"{{school}}","person":"s{{person}}","group":"{{group}}","appointedOn":{{Quoted(appointed)}},"inductionOn":{{(missing == 0 ? "null" : Quoted(appointed.AddDays(missing * 15)))}},"lastOn":{{(missing == 1 ? "null" : Quoted(last))}},"receivedAt":"{{At(Days[day], 15)}}"}""";
    });

    private static Gen<string> Survey => Gen.Select(School, These("Summer", "Autumn"), Gen.Int[30, 60], AutumnDay).Select((school, term, answered, day) =>
        $$"""{"type":"survey","school":"{{school}}","term":"{{term}}","audience":"pupil","invited":{{100 + day}},"answered":{{answered}},"experienced":{{answered - 5}},"toldAdult":{{answered - 10}},"receivedAt":"{{At(Days[day], 15)}}"}""");

    private static Gen<string> WithdrawnMark => Gen.Select(School, Student, Day, Gen.Int[0, 1]).Select((school, student, day, half) => WithdrawnLine(school, student, day, half, At(Days[day], 16)));

    private static string WithdrawnLine(string school, string student, int day, int half, string at) =>
        $$"""{"type":"withdrawn","school":"{{school}}","of":"mark","student":"{{student}}","date":{{Quoted(Days[day])}},"session":"{{(Half)half}}","at":"{{at}}","reason":"deleted","receivedAt":"{{at}}"}""";

    private static Gen<string> WithdrawnConcern => Gen.Select(School, Student, Gen.Int[1, 12], AutumnDay).Select((school, student, id, day) =>
        $$"""{"type":"withdrawn","school":"{{school}}","of":"concern","id":"c{{id}}","student":"{{student}}","at":"{{At(Days[day], 16)}}","reason":"deleted","receivedAt":"{{At(Days[day], 16)}}"}""");

    private static Gen<string> Clock => Gen.Select(Day, Gen.Int[8, 18]).Select((day, hour) => ClockLine(At(Days[day], hour)));

    private static string CalendarOf(string school) =>
        $$"""{"type":"calendar","school":"{{school}}","from":"2026-04-13","to":"2027-07-21","closed":[{{string.Join(',', London.Dates(First, Last).Where(date => !IsSchoolDay(date)).Select(Quoted))}}],"inset":[],"terms":[{"name":"Summer","from":"2026-04-13","to":"2026-07-22"},{"name":"Autumn","from":"2026-09-03","to":"2026-12-18"}],"receivedAt":"2026-04-13T07:00:00+01:00"}""";

    private static string SchoolOf(string school) =>
        $$"""{"type":"school","school":"{{school}}","name":"{{school}}","trust":"t1","phase":"secondary","peers":["{{Schools.Single(other => other != school)}}"],"receivedAt":"2026-04-13T07:00:00+01:00"}""";

    private static string Quoted(DateOnly date) => $"\"{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\"";

    private static string At(DateOnly date, int hour, int minute = 0) => London.At(date, new(hour, minute)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
