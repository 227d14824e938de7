namespace RiskMonitor.Domain.Tests;

public sealed class AttendanceCodesTests
{
    private static readonly DateOnly Before = new(2024, 8, 18);
    private static readonly DateOnly Since = new(2024, 8, 19);

    [Theory]
    [InlineData("/ \\ L", MarkCategory.Present)]
    [InlineData("K V P W B", MarkCategory.Approved)]
    [InlineData("C C1 C2 E I J1 M R S T", MarkCategory.Authorised)]
    [InlineData("G N O U", MarkCategory.Unauthorised)]
    [InlineData("D X Q Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z #", MarkCategory.NotPossible)]
    [InlineData("-", MarkCategory.NoMark)]
    public void A_code_counts_as_the_guidance_of_2024_says(string codes, MarkCategory category) =>
        Assert.All(codes.Split(' '), code => Assert.Equal(category, AttendanceCodes.CategoryOf(code, Since)));

    [Fact]
    public void Retired_codes_are_accepted_in_history_and_refused_since()
    {
        Assert.Equal(MarkCategory.Authorised, AttendanceCodes.CategoryOf("H", Before));
        Assert.Equal(MarkCategory.Approved, AttendanceCodes.CategoryOf("J", Before));
        Assert.Equal(MarkCategory.NotPossible, AttendanceCodes.CategoryOf("Y", Before));
        Assert.All(new[] { "H", "J", "Y" }, code => Assert.False(AttendanceCodes.IsAccepted(code, Since)));
    }

    [Fact]
    public void New_codes_are_refused_before_they_existed() =>
        Assert.All(new[] { "K", "C1", "C2", "J1", "Q", "Y1", "Y7" }, code => Assert.False(AttendanceCodes.IsAccepted(code, Before)));

    [Fact]
    public void An_unknown_code_is_never_guessed() =>
        Assert.All(new[] { "?", "o", "OO", "F", "1" }, code => Assert.Null(AttendanceCodes.CategoryOf(code, Since)));

    [Fact]
    public void Null_and_blank_are_no_mark() =>
        Assert.All(new[] { null, "", " ", "-" }, code => Assert.Equal(MarkCategory.NoMark, AttendanceCodes.CategoryOf(code, Since)));
}
