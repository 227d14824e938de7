using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace RiskMonitor.Grains.Tests.Storage;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>The test runs once on each engine, which it takes as its argument.</summary>
public sealed class BothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [.. Enum.GetValues<Engine>().Select(engine => new TheoryDataRow<Engine>(engine))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
