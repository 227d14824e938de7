using Xunit;

namespace RiskMonitor.Grains.Tests.Contracts;

/// <summary>Names that are stored or sent are chosen, unique and reviewed: a renamed class must not lose a school.</summary>
public sealed class OrleansContractsTests
{
    private const string Regenerate = "RISKMONITOR_WRITE_CONTRACTS";

    [Fact]
    public void No_two_states_share_a_name_since_they_would_share_a_row() =>
        Assert.Empty(ContractText.Grains.SelectMany(ContractText.StatesOf).GroupBy(state => state.Name).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Every_grain_has_a_type_of_its_own()
    {
        var names = ContractText.Grains.Select(grain => (grain.Name, Type: ContractText.GrainTypeOf(grain))).ToList();

        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, grain => grain.Type is null);
        Assert.Equal(names.Count, names.Select(grain => grain.Type).Distinct().Count());
    }

    [Fact]
    public void Every_interface_and_method_has_an_alias_of_its_own()
    {
        Assert.Empty(ContractText.Interfaces.Where(type => ContractText.AliasOf(type) is null).Select(type => type.Name));
        foreach (var type in ContractText.Interfaces)
        {
            var aliases = type.GetMethods().Select(ContractText.AliasOf).ToList();
            Assert.DoesNotContain(null, aliases);
            Assert.Equal(aliases.Count, aliases.Distinct().Count());
        }
    }

    [Fact]
    public void Every_type_that_is_sent_or_stored_has_an_alias_of_its_own_and_ids_without_doubles()
    {
        Assert.Empty(ContractText.Serialized.Where(type => ContractText.AliasOf(type) is null).Select(type => type.FullName));
        Assert.Empty(ContractText.Serialized.GroupBy(ContractText.AliasOf).Where(same => same.Count() > 1).Select(same => same.Key));
        foreach (var type in ContractText.Serialized)
        {
            var ids = ContractText.MembersOf(type).Select(member => member.Id).ToList();
            Assert.True(ids.Count == ids.Distinct().Count(), $"{type.Name} has an id twice.");
            Assert.True(ids.Count > 0 || type.IsAbstract || type.GetProperties().All(property => !property.CanWrite || property.DeclaringType != type), $"{type.Name} has members without an id.");
        }
    }

    [Fact]
    public void The_contracts_are_those_that_were_reviewed()
    {
        var (file, actual) = (Reviewed(), ContractText.Write());
        if (Environment.GetEnvironmentVariable(Regenerate) == "1")
            File.WriteAllText(file, actual);
        var (old, now) = (File.ReadAllText(file).Split('\n'), actual.Split('\n'));
        var difference = Difference(old, now);

        Assert.True(difference.Count == 0, $"""
            grains/Interfaces/OrleansContracts.txt is not what the code says:
            {string.Join('\n', difference)}
            If a running cluster and its stored states can live with the change, write the file again with
            {Regenerate}=1 dotnet run --project tests/Grains.Tests -- -method '*The_contracts_are_those_that_were_reviewed'
            and have the difference reviewed.
            """);
    }

    // By entry, since lines such as "0 School: SchoolId" stand under many types.
    private static List<string> Difference(string[] old, string[] now)
    {
        var (before, after) = (Qualified(old), Qualified(now));
        return [.. before.Except(after).Select(line => $"- {line}"), .. after.Except(before).Select(line => $"+ {line}")];
    }

    private static List<string> Qualified(string[] lines)
    {
        var (entry, qualified) = ("", new List<string>());
        foreach (var line in lines.Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0))
        {
            entry = line[0] == ' ' ? entry : line;
            qualified.Add(line[0] == ' ' ? $"{entry}:{line}" : line);
        }

        return qualified;
    }

    private static string Reviewed()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RiskMonitor.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return Path.Combine(folder.FullName, "grains", "Interfaces", "OrleansContracts.txt");
    }
}
