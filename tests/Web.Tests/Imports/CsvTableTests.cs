using System.Text;
using RiskMonitor.Api.Imports;
using RiskMonitor.Connectors.Csv;
using RiskMonitor.Domain.Observations;
using Xunit;

namespace RiskMonitor.Web.Tests.Imports;

/// <summary>What a spreadsheet saves, and what a hand has spoiled.</summary>
public sealed class CsvTableTests
{
    private const string Row = "Autumn 2026,pupil,240,198,31,12";

    [Theory]
    [InlineData("term,audience,invited,answered,experienced,told adult")]
    [InlineData("Term,AUDIENCE,Invited,Answered,Experienced,toldAdult")]
    [InlineData(" term , Audience , number_invited , Responses , experienced it , Told-An-Adult ")]
    [InlineData("\"term\",\"audience\",\"invited\",\"answered\",\"experienced\",\"told adult\"")]
    public void Headings_are_known_in_any_letter_case_and_by_their_other_names(string headings)
    {
        var survey = Files.Only<Survey>("surveys", headings, Row);

        Assert.Equal(("Autumn 2026", "pupil", 240, 198, 31, 12), (survey.Term, survey.Audience, survey.Invited, survey.Answered, survey.Experienced, survey.ToldAdult));
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_unknown_ones_are_counted_and_not_read()
    {
        var file = Files.Of("told adult,notes,experienced,answered,invited,audience,term,owner", "12,\"said\nby Zebedee\",31,198,240,pupil,Autumn 2026,zq@example.org");

        var (table, _) = CsvTable.Read(file, ImportKind.Find("surveys")!.Columns);

        Assert.Equal(2, table!.UnknownColumns);
        Assert.Empty(table.Rejections);
        Assert.DoesNotContain(Assert.Single(table.Rows).Cells.Values, cell => cell.Contains("zq@", StringComparison.Ordinal) || cell.Contains("Zebedee", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_byte_order_mark_and_either_kind_of_line_end_are_read(string end)
    {
        byte[] file = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($"{Files.Surveys}{end}{Row}{end}Spring 2027,parent,100,50,5,5{end}")];

        var (translation, rejections) = Files.Read("surveys", file);

        Assert.Empty(rejections);
        Assert.Equal([2, 3], translation.Rows.Select(row => row.Line));
    }

    [Fact]
    public void A_comma_within_quotation_marks_belongs_to_the_cell()
    {
        Assert.Equal("Autumn, 2026", Files.Only<Survey>("surveys", Files.Surveys, "\"Autumn, 2026\",pupil,240,198,31,12").Term);
    }

    [Fact]
    public void Blank_rows_are_passed_over_and_counted_in_the_numbers_of_the_lines()
    {
        var (translation, rejections) = Files.Read("surveys", Files.Surveys, "", Row, ",,,,,", "   ", "Spring 2027,nobody,1,1,1,1");

        Assert.Equal(3, Assert.Single(translation.Rows).Line);
        Assert.Equal((6, "audience"), (Assert.Single(rejections).Line, rejections[0].Column));
    }

    [Fact]
    public void A_cell_of_several_lines_does_not_shift_the_numbers_of_the_lines_after_it()
    {
        var (_, rejections) = Files.Read("surveys", Files.Surveys + ",notes", Row + ",\"one\ntwo\nthree\"", "Spring 2027,nobody,1,1,1,1,");

        Assert.Equal(5, Assert.Single(rejections).Line);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        Assert.Contains("“audience”", Files.Unreadable("surveys", Files.Of("term,invited,answered,experienced,told adult", "Autumn 2026,1,1,1,1")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_headings_is_refused_without_a_word_of_what_stands_in_it()
    {
        var trouble = Files.Unreadable("training", Files.Of("Zebedee Quillfeather,staff,,,2026-09-01"));

        Assert.Contains("“person”", trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("Quillfeather", trouble, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("term;audience;invited;answered;experienced;told adult")]
    [InlineData("term\taudience\tinvited\tanswered\texperienced\ttold adult")]
    public void Other_signs_than_commas_between_the_columns_are_refused_with_a_hint(string headings)
    {
        Assert.Contains("with commas between them", Files.Unreadable("surveys", Files.Of(headings)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_there_under_two_names_is_refused()
    {
        Assert.Contains("“told adult” twice", Files.Unreadable("surveys", Files.Of(Files.Surveys + ",toldAdult", Row + ",12")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("\uFEFF")]
    public void An_empty_file_is_refused(string text)
    {
        Assert.Contains("is empty", Files.Unreadable("surveys", Encoding.UTF8.GetBytes(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_utf_8_is_refused()
    {
        Assert.Contains("UTF-8", Files.Unreadable("surveys", Encoding.Unicode.GetBytes("\uFEFF" + Files.Surveys)), StringComparison.Ordinal);
        Assert.Contains("UTF-8", Files.Unreadable("surveys", Encoding.Latin1.GetBytes(Files.Surveys + "\nÉté 2026,pupil,1,1,1,1")), StringComparison.Ordinal);
    }

    [Fact]
    public void Five_thousand_rows_are_read_and_one_more_is_too_many()
    {
        var rows = Enumerable.Range(0, CsvTable.MostRows).Select(number => $"Term {1000 + number},pupil,240,198,31,12").ToList();

        Assert.Equal(CsvTable.MostRows, Files.Read("surveys", [Files.Surveys, .. rows]).Translation.Rows.Length);
        Assert.Contains("more than 5000 rows", Files.Unreadable("surveys", Files.Of([Files.Surveys, .. rows, Row])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_is_a_refused_row_and_not_a_shorter_file()
    {
        var (translation, rejections) = Files.Read("surveys", Files.Surveys + ",notes", Row + ",", "Spring 2027,parent,1,1,1,1,\"oh", "Summer 2027,parent,1,1,1,1,");

        Assert.Single(translation.Rows);
        Assert.Equal((3, (string?)null), (Assert.Single(rejections).Line, rejections[0].Column));
        Assert.Contains("never closed", rejections[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Autumn 2026,pupil,1,240,198,31,12", null, "more cells")]
    [InlineData("Autumn 2026,pupil", "invited", "is empty")]
    [InlineData("Autumn 20\"26,pupil,240,198,31,12", null, "quotation mark")]
    [InlineData("\"Autumn\n2026\",pupil,240,198,31,12", "term", "line break")]
    public void A_row_that_does_not_fit_is_refused_with_the_reason(string row, string? column, string reason)
    {
        var refused = Files.Refused("surveys", Files.Surveys, row);

        Assert.Equal(column, refused.Column);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_of_200_characters_is_looked_at_and_a_longer_one_is_too_long()
    {
        Assert.Contains("must be a term", Files.Refused("surveys", Files.Surveys, new string('x', 200) + ",pupil,1,1,1,1").Reason, StringComparison.Ordinal);
        Assert.Equal(("term", "is longer than 200 characters"), Files.Refused("surveys", Files.Surveys, new string('x', 201) + ",pupil,1,1,1,1"));
    }

    [Fact]
    public void Cells_left_over_are_no_trouble_when_they_are_empty()
    {
        Assert.Equal(240, Files.Only<Survey>("surveys", Files.Surveys, Row + ",,").Invited);
    }
}
