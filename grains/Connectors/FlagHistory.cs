using System.Collections.Immutable;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Connectors;

/// <summary>A status without dates at the source: it starts when first seen and ends when first seen gone. Null tells nothing and ends nothing.</summary>
internal sealed record FlagHistory(StatusKind Kind, bool? Last, ImmutableArray<PupilStatus> Spans)
{
    public FlagHistory Seen(bool? value, DateOnly on)
    {
        if (value is null)
            return this;
        var open = Spans.FirstOrDefault(span => span.To is null);
        var spans = (value, open) switch
        {
            (true, null) => Spans.Add(new PupilStatus(Kind, on, null)),
            (false, not null) => Spans.Replace(open, open with { To = on }),
            _ => Spans,
        };
        return this with { Last = value, Spans = spans };
    }
}
