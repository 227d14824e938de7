namespace RiskMonitor.Domain.Tests.Reference;

/// <summary>SCH-10: whose safeguarding training has lapsed, is missing, or lapses within thirty days.</summary>
internal static class TrainingReference
{
    private const int WarningDays = 30;

    public static IReadOnlyList<Episode> Lapsed(SchoolView school)
    {
        var people = school.Known.Of("training", school.School).ToList();
        bool Any(DateOnly date) => people.Any(person => RankOf(person, date, school.Today) is not null);
        return SchoolReference.Walk(school, Any, (_, date) => !Any(date));
    }

    public static Rank Severity(SchoolView school, Episode open) =>
        school.Known.Of("training", school.School).Select(person => RankOf(person, school.Today, school.Today)).OfType<Rank>().DefaultIfEmpty(Rank.Medium).Max();

    // What is booked for a day to come has not been.
    private static DateOnly? Done(Entry person, string field, DateOnly today) => person.Date(field) is { } day && day <= today ? day : null;

    private static Rank? RankOf(Entry person, DateOnly date, DateOnly today)
    {
        if (person.Date("appointedOn") > date) return null;
        if (person.Text("group") == "governor") return IsUninducted(person, date) ? Rank.Medium : null;
        var isLead = person.Text("group") is "DSL" or "DDSL";
        var trained = isLead ? Done(person, "lastOn", today) : new[] { Done(person, "lastOn", today), Done(person, "inductionOn", today) }.Max();
        if (trained is not { } last) return person.Date("appointedOn") is { } appointed && date > appointed.AddDays(30) ? isLead ? Rank.High : Rank.Medium : null;
        var expires = last.AddMonths(isLead ? 24 : 12);
        if (date > expires) return isLead ? Rank.High : Rank.Medium;
        return isLead && date.AddDays(WarningDays) >= expires ? Rank.Medium : null;
    }

    // Days from an appointment nobody has told cannot be counted.
    private static bool IsUninducted(Entry governor, DateOnly date) =>
        !(governor.Date("inductionOn") <= date) && governor.Date("appointedOn") is { } appointed && date > appointed.AddDays(30);
}
