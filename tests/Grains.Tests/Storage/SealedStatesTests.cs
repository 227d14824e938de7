using Orleans;
using Orleans.Runtime;
using RiskMonitor.Grains.Schools;
using Xunit;

namespace RiskMonitor.Grains.Tests.Storage;

/// <summary>A state that is sealed and that a rotation does not know would stay under a leaked key.</summary>
public sealed class SealedStatesTests
{
    [Fact]
    public void Every_state_that_grains_keep_sealed_is_known_to_the_rotation_under_its_name()
    {
        var stored = typeof(SchoolGrain).Assembly.GetTypes().SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => (Parameter: parameter, Stored: parameter.GetCustomAttributes(typeof(PersistentStateAttribute), false).Cast<PersistentStateAttribute>().FirstOrDefault()))
            .Where(each => each.Stored is not null && each.Parameter.ParameterType.GenericTypeArguments[0].GetProperty("Sealed")?.PropertyType == typeof(byte[]))
            .Select(each => (each.Stored!.StateName, each.Parameter.ParameterType.GenericTypeArguments[0]))
            .OrderBy(each => each.StateName, StringComparer.Ordinal).ToList();

        Assert.True(stored.Count >= 9, "The states were not found.");
        Assert.Equal(stored, SealedStates.Kinds.Select(kind => (kind.State, kind.Type)).Concat(SealedStates.OfTheTrust).OrderBy(kind => kind.State, StringComparer.Ordinal));
    }
}
