using System.Globalization;
using System.Reflection;
using System.Text;
using Orleans;
using Orleans.Runtime;

namespace RiskMonitor.Grains.Tests.Contracts;

/// <summary>Everything that another version of this program meets on the wire or in the store, as text to be reviewed.</summary>
internal static class ContractText
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static IReadOnlyList<Type> Types { get; } =
    [
        .. new[] { typeof(Domain.SchoolId).Assembly, typeof(Interfaces.ISchoolGrain).Assembly, typeof(CheckpointSeal).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.FullName!.StartsWith("OrleansCodeGen", StringComparison.Ordinal))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    public static IEnumerable<Type> Grains => Types.Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IGrain).IsAssignableFrom(type) && typeof(Grain).IsAssignableFrom(type));

    public static IEnumerable<Type> Interfaces => Types.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type));

    public static IEnumerable<Type> Serialized => Types.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false));

    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    public static string? GrainTypeOf(Type grain) => grain.GetCustomAttributesData()
        .FirstOrDefault(attribute => attribute.AttributeType == typeof(GrainTypeAttribute))?.ConstructorArguments[0].Value as string;

    /// <summary>Members that are kept, with their ids, in the order of the ids.</summary>
    public static IEnumerable<(uint Id, string Name, Type Type)> MembersOf(Type type) => type.GetFields(Declared).Cast<MemberInfo>().Concat(type.GetProperties(Declared))
        .Select(member => (Member: member, Id: member.GetCustomAttribute<IdAttribute>()))
        .Where(each => each.Id is not null)
        .Select(each => (each.Id!.Id, each.Member.Name, each.Member is FieldInfo field ? field.FieldType : ((PropertyInfo)each.Member).PropertyType))
        .OrderBy(each => each.Id);

    public static string Write()
    {
        var text = new StringBuilder("# What silos and clients of different versions share. Reviewed text: a test compares it with the code.\n");
        foreach (var grain in Grains)
        {
            text.Append(CultureInfo.InvariantCulture, $"\ngrain {GrainTypeOf(grain)}\n");
            foreach (var (name, storage) in StatesOf(grain))
                text.Append(CultureInfo.InvariantCulture, $"  state {name} in {storage}\n");
        }

        foreach (var type in Interfaces)
        {
            text.Append(CultureInfo.InvariantCulture, $"\ninterface {AliasOf(type)}\n");
            foreach (var method in type.GetMethods(Declared).OrderBy(method => method.Name, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"  {AliasOf(method)}({string.Join(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}): {NameOf(method.ReturnType)}\n");
        }

        foreach (var type in Serialized.OrderBy(AliasOf, StringComparer.Ordinal))
        {
            var parent = type.BaseType is { } of && Serialized.Contains(of) ? $" : {AliasOf(of)}" : "";
            text.Append(CultureInfo.InvariantCulture, $"\ntype {AliasOf(type)}{parent}\n");
            foreach (var (id, name, member) in MembersOf(type))
                text.Append(CultureInfo.InvariantCulture, $"  {id} {name}: {NameOf(member)}\n");
        }

        return text.ToString();
    }

    public static IEnumerable<(string Name, string Storage)> StatesOf(Type grain) => grain.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>())
        .OfType<PersistentStateAttribute>()
        .Select(state => (state.StateName, state.StorageName ?? "Default"));

    private static string NameOf(Type type) =>
        type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
        : Nullable.GetUnderlyingType(type) is { } inner ? $"{NameOf(inner)}?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : AliasOf(type) ?? type.Name;
}
