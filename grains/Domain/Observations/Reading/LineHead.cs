namespace RiskMonitor.Domain.Observations;

/// <summary>What every line has: whose school, when recorded, when received.</summary>
internal readonly record struct LineHead(SchoolId School, DateTimeOffset? RecordedAt, DateTimeOffset ReceivedAt)
{
    public static LineHead Of(Fields line, ReaderOptions options, DateTimeOffset clock)
    {
        var recordedAt = line.OptionalTime("recordedAt");
        var receivedAt = line.OptionalTime("receivedAt");
        return new LineHead(SchoolOf(line), recordedAt, options.LineTellsReceivedAt ? receivedAt ?? recordedAt ?? At(line) ?? clock : clock);
    }

    // Some types have the time they happened in "at"; where they do not, it is an unknown field and stays one.
    private static DateTimeOffset? At(Fields line) =>
        line.Peek("at") is { } at && at.ValueKind == System.Text.Json.JsonValueKind.String && at.TryGetDateTimeOffset(out var time) ? time : null;

    private static SchoolId SchoolOf(Fields line)
    {
        if (line.Peek("type")?.ValueEquals("clock") == true && line.Peek("school") is null) return default;
        if (line.Peek("school") is null && line.Peek("trust") is not null) line.Reject("school", "is missing; a whole trust's own lines are not taken in");
        return line.SchoolId("school");
    }
}
