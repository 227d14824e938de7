namespace RiskMonitor.Domain.Observations;

internal static class FiguresLines
{
    public static SchoolFigures Figures(Fields line, LineHead head)
    {
        var of = line.SchoolId("of");
        return new()
        {
            School = head.School,
            RecordedAt = head.RecordedAt,
            ReceivedAt = head.ReceivedAt,
            Of = of,
            Name = line.Text("name"),
            Roll = line.Whole("roll"),
            // Lent without the times at which the other school got it: they are not news.
            Calendar = line.Take("calendar") is { } calendar ? line.Inside("calendar", calendar, inner => CalendarLines.Calendar(inner, new LineHead(of, null, default))) : null,
            ChildOnChildOn = line.Dates("childOnChild"),
            Spikes = line.Objects("spikes", spike => new CategorySpike(spike.Text("category"), spike.Date("raisedOn"))),
            Measures = line.Objects("measures", measure => new SchoolMeasure(measure.Text("name"), measure.Dates("since"))),
            Children = line.Objects("children", child => new ChildAtSchool(
                child.Text("key"), child.Student(), child.Date("joined"), child.OptionalDate("left"), child.OptionalDate("flaggedFrom"), child.OptionalDate("flaggedTo"))),
            IsGone = line.OptionalTruth("gone") ?? false,
        };
    }
}
