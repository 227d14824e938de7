using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RiskMonitor.Web.Tests.Access;

/// <summary>
/// The policy is changed in every place where it decides, one place at a time, and asked for its matrix again: a change that the matrix does
/// not show could be made by mistake too.
/// </summary>
public sealed class MutatedPolicyTests
{
    // Runs under a name whose internals the domain opens: a part of the policy is compiled against the rest of it.
    private const string AssemblyName = "RiskMonitor.Domain.Tests";

    private static readonly string[] Sources = ["Decide.cs", "Sight.cs", "Areas.cs", "YearGroups.cs", "CaseMark.cs", "GrantedPupils.cs", "ConcernRules.cs"];

    private const string ByConcernRulesTests = "shown by ConcernRulesTests: the matrix is given categories, and does not draw them from evidence";

    /// <summary>Changes that the matrix cannot show, each with the reason. Any other that it does not show fails the test.</summary>
    private static readonly Dictionary<string, string> NotOfTheMatrix = new(StringComparer.Ordinal)
    {
        ["Decide.cs: Permits: false → true"] = "every role has an arm of its own, or the compiler's",
        ["Sight.cs: Equals: other is not null && Text == other.Text → other is not null ||Text == other.Text"] = "shown by YearGroupsTests: nobody compares with nothing in the matrix",
        ["YearGroups.cs: Of: All → Any"] = "shown by YearGroupsTests: the matrix reads years from texts, which are checked one by one",
        ["ConcernRules.cs: CategoriesOf: concern.Id == item.Id → concern.Id !=item.Id"] = ByConcernRulesTests,
        ["ConcernRules.cs: CategoriesOf: categories.Count == 0 ? null : [.. categories] → categories.Count == 0 ? [.. categories]: null"] = ByConcernRulesTests,
        ["ConcernRules.cs: CategoriesOf: categories.Count == 0 → categories.Count !=0"] = ByConcernRulesTests,
        ["ConcernRules.cs: CategoriesOf: [.. categories] → []"] = ByConcernRulesTests,
    };

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public void A_policy_that_decides_otherwise_anywhere_has_another_matrix()
    {
        var sources = Sources.ToDictionary(name => name, name => CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Folder(), "../../../grains/Domain/Access", name)), path: name, cancellationToken: Now));
        var rest = new[] { CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Folder(), "PolicyMatrix.cs")), cancellationToken: Now), CSharpSyntaxTree.ParseText(Usings, cancellationToken: Now) };
        var compilation = CSharpCompilation.Create(AssemblyName, [.. sources.Values, .. rest], References(), new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var reviewed = Matrix(compilation);
        Assert.Equal(string.Join('\n', PolicyMatrix.Lines()), reviewed);

        var (tried, unseen) = (0, new List<string>());
        foreach (var (name, tree) in sources)
        {
            foreach (var (node, replacement) in tree.GetRoot(Now).DescendantNodes().SelectMany(Changes))
            {
                var changed = compilation.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(tree.GetRoot(Now).ReplaceNode(node, replacement), tree.Options));
                if (Matrix(changed) is not { } matrix)
                    continue;
                tried++;
                if (matrix == reviewed)
                    unseen.Add($"{name}: {Of(node)}: {node} → {replacement}");
            }
        }

        Assert.InRange(tried, 100, int.MaxValue);
        var unexplained = unseen.Where(each => !NotOfTheMatrix.ContainsKey(each)).ToList();
        Assert.True(unexplained.Count == 0, string.Join('\n', unexplained));
        Assert.Equal([], NotOfTheMatrix.Keys.Except(unseen));
    }

    // The member it stands in: a reason outlives a moved line.
    private static string Of(SyntaxNode node) => node.Ancestors().OfType<MemberDeclarationSyntax>().First() switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        var other => other.Kind().ToString(),
    };

    /// <summary>What could be written instead.</summary>
    private static IEnumerable<(SyntaxNode Node, SyntaxNode Instead)> Changes(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax binary when Opposite(binary.Kind()) is { } opposite:
                yield return (binary, SyntaxFactory.BinaryExpression(opposite, binary.Left, binary.Right));
                break;
            case PrefixUnaryExpressionSyntax negation when negation.IsKind(SyntaxKind.LogicalNotExpression):
                yield return (negation, negation.Operand);
                break;
            case LiteralExpressionSyntax literal when literal.Kind() is SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression:
                yield return (literal, SyntaxFactory.LiteralExpression(literal.IsKind(SyntaxKind.TrueLiteralExpression) ? SyntaxKind.FalseLiteralExpression : SyntaxKind.TrueLiteralExpression));
                break;
            case ConditionalExpressionSyntax choice:
                yield return (choice, choice.WithWhenTrue(choice.WhenFalse).WithWhenFalse(choice.WhenTrue));
                break;
            case BinaryPatternSyntax either when either.IsKind(SyntaxKind.OrPattern):
                yield return (either, either.Left);
                yield return (either, either.Right);
                break;
            case SwitchExpressionSyntax choices:
                foreach (var arm in choices.Arms.Where(arm => arm.Pattern is not DiscardPatternSyntax))
                    yield return (choices, choices.WithArms(choices.Arms.Remove(arm)));
                break;
            case CollectionExpressionSyntax list:
                foreach (var element in list.Elements)
                    yield return (list, list.WithElements(list.Elements.Remove(element)));
                break;
            case IdentifierNameSyntax { Identifier.Text: "Any" or "All" } name when name.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax }:
                yield return (name, SyntaxFactory.IdentifierName(name.Identifier.Text == "Any" ? "All" : "Any"));
                break;
        }
    }

    private static SyntaxKind? Opposite(SyntaxKind kind) => kind switch
    {
        SyntaxKind.LogicalAndExpression => SyntaxKind.LogicalOrExpression,
        SyntaxKind.LogicalOrExpression => SyntaxKind.LogicalAndExpression,
        SyntaxKind.EqualsExpression => SyntaxKind.NotEqualsExpression,
        SyntaxKind.NotEqualsExpression => SyntaxKind.EqualsExpression,
        SyntaxKind.GreaterThanExpression => SyntaxKind.LessThanOrEqualExpression,
        SyntaxKind.LessThanExpression => SyntaxKind.GreaterThanOrEqualExpression,
        SyntaxKind.BitwiseAndExpression => SyntaxKind.BitwiseOrExpression,
        SyntaxKind.BitwiseOrExpression => SyntaxKind.BitwiseAndExpression,
        _ => null,
    };

    /// <summary>Null: it does not compile, so nobody could ship it.</summary>
    private static string? Matrix(CSharpCompilation compilation)
    {
        using var code = new MemoryStream();
        if (!compilation.Emit(code, cancellationToken: Now).Success)
            return null;
        code.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            var lines = context.LoadFromStream(code).GetType(typeof(PolicyMatrix).FullName!)!.GetMethod(nameof(PolicyMatrix.Lines))!;
            return string.Join('\n', (IReadOnlyList<string>)lines.Invoke(null, null)!);
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException!.GetType().Name;
        }
        finally
        {
            context.Unload();
        }
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
