using RiskMonitor.Connectors.Csv;

using RiskMonitor.Domain.Observations;
using Xunit;

namespace RiskMonitor.Web.Tests.Imports;

public sealed class SurveyRowsTests
{
    [Theory]
    [InlineData("pupil", "pupil")]
    [InlineData("Pupils", "pupil")]
    [InlineData("STUDENTS", "pupil")]
    [InlineData("parent", "parent")]
    [InlineData("Carers", "parent")]
    public void An_audience_is_known_in_its_usual_spellings(string written, string audience)
    {
        Assert.Equal(audience, Files.Only<Survey>("surveys", Files.Surveys, $"Autumn 2026,{written},240,198,31,12").Audience);
    }

    [Theory]
    [InlineData("Autumn 2026")]
    [InlineData("2026/27 Spring 1")]
    [InlineData("Michaelmas 26")]
    [InlineData("Été 2027")]
    public void A_term_is_named_with_its_year(string term)
    {
        Assert.Equal(term, Files.Only<Survey>("surveys", Files.Surveys, $"{term},pupil,240,198,31,12").Term);
    }

    [Theory]
    [InlineData("Autumn")]
    [InlineData("Zebedee Quillfeather")]
    [InlineData("Autumn 2026 (9A|9B)")]
    [InlineData("Autumn 2026 Autumn 2026 Autumn 2026 Autum")]
    public void A_term_without_a_year_or_with_more_than_a_term_is_refused_and_not_repeated(string term)
    {
        var (column, reason) = Files.Refused("surveys", Files.Surveys, $"{term},pupil,240,198,31,12");

        Assert.Equal("term", column);
        Assert.StartsWith("must be a term with its year", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Quillfeather", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,0,0,0")]
    [InlineData("1,1,1,1")]
    [InlineData("240,198,31,12")]
    [InlineData("1000000,1,1,0")]
    public void Counts_may_be_anything_from_none_to_all(string counts)
    {
        Assert.Equal("Autumn 2026|pupil", Files.Only<Survey>("surveys", Files.Surveys, $"Autumn 2026,pupil,{counts}").Key);
    }

    [Theory]
    [InlineData("240,241,31,12", "answered")]
    [InlineData("240,198,199,12", "experienced")]
    [InlineData("240,198,31,32", "told adult")]
    [InlineData("1000001,1,1,1", "invited")]
    [InlineData("-1,0,0,0", "invited")]
    [InlineData("12.5,1,1,1", "invited")]
    [InlineData("\"1,200\",1,1,1", "invited")]
    [InlineData("99999999999,1,1,1", "invited")]
    [InlineData("240,most,1,1", "answered")]
    [InlineData("240,198,,1", "experienced")]
    public void A_count_that_cannot_be_is_refused_by_its_column(string counts, string column)
    {
        Assert.Equal(column, Files.Refused("surveys", Files.Surveys, $"Autumn 2026,pupil,{counts}").Column);
    }

    [Fact]
    public void The_same_term_and_audience_twice_is_refused_the_second_time()
    {
        var (translation, rejections) = Files.Read("surveys", Files.Surveys, "Autumn 2026,pupil,240,198,31,12", "Autumn 2026,parent,240,90,3,3", "Autumn 2026,pupils,240,199,31,12");

        Assert.Equal([2, 3], translation.Rows.Select(row => row.Line));
        Assert.Equal((4, "term", "has the same term and audience as line 2"), (Assert.Single(rejections).Line, rejections[0].Column, rejections[0].Reason));
    }
}
