using RiskMonitor.Connectors.Csv;

using RiskMonitor.Domain.Observations;
using Xunit;

namespace RiskMonitor.Web.Tests.Imports;

public sealed class TrainingRowsTests
{
    [Fact]
    public void Dates_are_read_as_iso_or_as_the_day_first_and_may_be_left_out()
    {
        var training = Files.Only<Training>("training", "staff id,role,appointed,induction,last trained", "S017,Deputy DSL,2024-02-29,05/09/2024,");

        Assert.Equal(
            ("S017", "DDSL", new DateOnly(2024, 2, 29), new DateOnly(2024, 9, 5), (DateOnly?)null),
            (training.Person, training.Group, training.AppointedOn, training.InductionOn, training.LastOn));
    }

    [Fact]
    public void Columns_that_may_be_empty_may_be_missing()
    {
        Assert.Equal(new DateOnly(2026, 9, 1), Files.Only<Training>("training", "Person,Group,Last On", "s017,staff,2026-09-01").LastOn);
    }

    [Theory]
    [InlineData("2026-02-29")]
    [InlineData("31/11/2026")]
    [InlineData("09/25/2026")]
    [InlineData("1/9/26")]
    [InlineData("46266")]
    [InlineData("September")]
    [InlineData("2026-9-1")]
    [InlineData("2026-09-01T00:00:00Z")]
    public void What_is_no_date_of_the_calendar_is_refused(string date)
    {
        Assert.Equal(("last on", "is not a date of the calendar, as in 2026-09-01 or 01/09/2026"), Files.Refused("training", Files.Training, $"s017,staff,,,{date}"));
    }

    [Theory]
    [InlineData("1919-12-31", true)]
    [InlineData("1920-01-01", false)]
    [InlineData("2120-12-31", false)]
    [InlineData("2121-01-01", true)]
    public void A_date_is_between_1920_and_2120(string date, bool isRefused)
    {
        var (_, rejections) = Files.Read("training", Files.Training, $"s017,staff,,,{date}");

        Assert.Equal(isRefused ? ["last on"] : [], rejections.Select(row => row.Column));
    }

    [Theory]
    [InlineData("Zebedee Quillfeather")]
    [InlineData("Quillfeather")]
    [InlineData("O'Brien")]
    [InlineData("Zoë")]
    [InlineData("zebedee.quillfeather")]
    [InlineData("zebedee.quillfeather2")]
    [InlineData("z.quillfeather")]
    [InlineData("zquillfeather@school.example")]
    [InlineData("s017@school.example")]
    [InlineData("Quillfeather 2")]
    [InlineData("\"Quillfeather, Z 2\"")]
    public void What_looks_like_a_name_or_an_address_is_refused_and_not_repeated(string person)
    {
        var (column, reason) = Files.Refused("training", Files.Training, $"{person},staff,,,2026-09-01");

        Assert.Equal("person", column);
        Assert.StartsWith("looks like a name or an e-mail address", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("uillfeather", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("S017")]
    [InlineData("17")]
    [InlineData("larkfield-staff-017")]
    [InlineData("4f1c2a9e-8d20-4b5f-9a77-0c1d2e3f4a5b")]
    [InlineData("A1_b.2")]
    public void A_code_is_taken_as_it_stands(string person)
    {
        Assert.Equal(person, Files.Only<Training>("training", Files.Training, $"{person},staff,,,2026-09-01").Person);
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    public void A_code_has_at_most_64_characters(int length, bool isRefused)
    {
        var (_, rejections) = Files.Read("training", Files.Training, $"{new string('7', length)},staff,,,");

        Assert.Equal(isRefused ? ["person"] : [], rejections.Select(row => row.Column));
    }

    [Theory]
    [InlineData("DSL", "DSL")]
    [InlineData("dsl", "DSL")]
    [InlineData("deputy DSL", "DDSL")]
    [InlineData("Governors", "governor")]
    [InlineData("STAFF", "staff")]
    public void A_group_is_known_in_its_usual_spellings(string written, string group)
    {
        Assert.Equal(group, Files.Only<Training>("training", Files.Training, $"s017,{written},,,").Group);
    }

    [Fact]
    public void Another_group_is_refused_with_those_there_are()
    {
        Assert.Equal(("group", "is not one of DDSL, DSL, governor, staff"), Files.Refused("training", Files.Training, "s017,cleaner,,,"));
    }

    [Fact]
    public void The_same_person_twice_is_refused_the_second_time()
    {
        var (translation, rejections) = Files.Read("training", Files.Training, "s017,staff,,,2025-09-01", "s017,DSL,,,2026-09-01");

        Assert.Equal(2, Assert.Single(translation.Rows).Line);
        Assert.Equal((3, "person", "has the same person as line 2"), (Assert.Single(rejections).Line, rejections[0].Column, rejections[0].Reason));
    }
}
