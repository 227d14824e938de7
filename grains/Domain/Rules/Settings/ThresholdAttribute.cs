namespace RiskMonitor.Domain.Rules;

/// <summary>
/// A number of the rule book that can be set: which rule it belongs to, under which name, in which unit and range, and where it comes from.
/// Its default is the property's own; its meaning is the property's summary.
/// </summary>
/// <param name="rule">The rule it belongs to: <c>ATT-04</c>.</param>
/// <param name="name">Its name within the rule, as in a configuration key: <c>Sessions</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ThresholdAttribute(string rule, string name) : Attribute
{
    public string Rule { get; } = rule;

    public string Name { get; } = name;

    /// <summary>What is counted: <c>sessions</c>, <c>school days</c>, <c>minutes</c>, <c>% of possible sessions</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>The least and the most it can be, both allowed; equal: not a number with a range.</summary>
    public double Least { get; init; }

    /// <inheritdoc cref="Least"/>
    public double Most { get; init; }

    /// <summary>The law or statutory guidance that sets the number; a school cannot change it. Null: our own design.</summary>
    public string? Law { get; init; }

    /// <summary>Another threshold that this one may equal and not exceed: its name, or its whole key when it is another rule's.</summary>
    public string? AtMost { get; init; }

    /// <summary>Another threshold that this one must stay below, named likewise.</summary>
    public string? Below { get; init; }
}
