using System.Runtime.CompilerServices;
using RiskMonitor.Api.Imports;
using RiskMonitor.Dashboard.Imports;
using Xunit;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>What the page says of a file is what is read.</summary>
public sealed class ExampleFilesTests
{
    public static TheoryData<string> Kinds => [.. ImportKinds.All.Select(kind => kind.Word)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_row_of_an_example_is_good_and_its_columns_are_those_the_page_explains(string kind)
    {
        var file = File.ReadAllBytes(Path.Combine(Folder(), "..", "..", "..", "dashboard", "wwwroot", "examples", $"{kind}.csv"));

        var (translation, rejections) = Files.Read(kind, file);

        Assert.Empty(rejections);
        Assert.NotEmpty(translation.Rows);
        var explained = ImportKinds.All.Single(each => each.Word == kind).Columns.Select(column => column.Name);
        Assert.Equal(ImportKind.Find(kind)!.Columns.Select(column => column.Name), explained);
        Assert.StartsWith(string.Join(',', explained), System.Text.Encoding.UTF8.GetString(file), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_explains_every_kind()
    {
        Assert.Equal(ImportKind.All.Select(kind => kind.Word), ImportKinds.All.Select(kind => kind.Word));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
