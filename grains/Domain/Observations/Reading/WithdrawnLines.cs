using System.Globalization;

namespace RiskMonitor.Domain.Observations;

internal static class WithdrawnLines
{
    public static Withdrawn Withdrawn(Fields line, LineHead head)
    {
        var of = line.Text("of");
        if (NaturalKey.FieldsOf(of) is not { } names)
        {
            line.Reject("of", "is not a type that can be withdrawn");
            names = [];
        }

        return new()
        {
            School = head.School,
            RecordedAt = head.RecordedAt,
            ReceivedAt = head.ReceivedAt,
            Of = of,
            OfKey = NaturalKey.Join(of, names.Select(name => Part(line, name))),
            Student = names.Contains("student") ? line.AgainStudent() : null,
            At = line.Time("at"),
            Reason = line.Text("reason"),
        };
    }

    // As Observation.Key prints it, whatever way the sender wrote it.
    private static string Part(Fields line, string name) => name switch
    {
        "student" => line.Student().Value ?? "",
        "date" => line.Date(name).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "session" => line.Word(name, Words.Sessions).ToString(),
        "period" or "term" => line.Label(name),
        _ => line.Text(name),
    };
}
