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
        if (line.Peek("school") is null && Is(line, "type", "clock")) return default;
        if (line.Peek("school") is not null || line.Peek("trust") is null) return line.SchoolId("school");
        if (line.Trusted || IsATrustsOwn(line)) return line.TrustId("trust");
        line.Reject("school", "is missing; of a trust's own lines only report and training, and their withdrawal, are taken in");
        return default;
    }

    private static bool IsATrustsOwn(Fields line) =>
        Is(line, "type", "report") || Is(line, "type", "training") || (Is(line, "type", "withdrawn") && (Is(line, "of", "report") || Is(line, "of", "training")));

    private static bool Is(Fields line, string name, string word) =>
        line.Peek(name) is { ValueKind: System.Text.Json.JsonValueKind.String } value && value.ValueEquals(word);
}
