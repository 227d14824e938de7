using System.Text;
using RiskMonitor.Api.Imports;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using Xunit;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>Files as people send them, translated without a school.</summary>
internal static class Files
{
    public const string Surveys = "term,audience,invited,answered,experienced,told adult";
    public const string Training = "person,group,appointed on,induction on,last on";
    public const string Calendar = "kind,date,to,name,year group";

    public static byte[] Of(params IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    /// <summary>The file as observations; every row that was refused, in the order of the lines.</summary>
    public static (Translation Translation, IReadOnlyList<RejectedRow> Rejections) Read(string kind, byte[] file)
    {
        var known = ImportKind.Find(kind)!;
        var (table, trouble) = CsvTable.Read(file, known.Columns);
        Assert.Null(trouble);
        var translation = known.Translate(table!.Rows, new RowsHead(new SchoolId(RiskMonitorApi.Secondary), RiskMonitorApi.Today));
        return (translation, [.. table.Rejections.Select(fault => new RejectedRow(fault.Line, fault.Column, fault.Reason)).Concat(translation.Rejections).OrderBy(row => row.Line)]);
    }

    public static (Translation Translation, IReadOnlyList<RejectedRow> Rejections) Read(string kind, params IEnumerable<string> lines) => Read(kind, Of(lines));

    /// <summary>The one observation of a file whose every row is good.</summary>
    public static T Only<T>(string kind, params IEnumerable<string> lines)
        where T : Observation
    {
        var (translation, rejections) = Read(kind, lines);
        Assert.Empty(rejections);
        return Assert.IsType<T>(translation.Whole ?? Assert.Single(translation.Rows).Observation);
    }

    /// <summary>Why a file with this one row is refused.</summary>
    public static (string? Column, string Reason) Refused(string kind, string headings, string row)
    {
        var (translation, rejections) = Read(kind, headings, row);
        Assert.Empty(translation.Rows);
        var refused = Assert.Single(rejections);
        Assert.Equal(2, refused.Line);
        return (refused.Column, refused.Reason);
    }

    /// <summary>Why the file as a whole is refused.</summary>
    public static string Unreadable(string kind, byte[] file)
    {
        var (table, trouble) = CsvTable.Read(file, ImportKind.Find(kind)!.Columns);
        Assert.Null(table);
        return trouble!;
    }
}
