using RiskMonitor.Domain.Access;

namespace RiskMonitor.Domain.Tests.Grants;

public sealed class YearGroupsTests
{
    [Fact]
    public void One_year_that_no_school_has_spoils_the_set()
    {
        Assert.NotNull(YearGroups.Of([9, 10]));
        Assert.Null(YearGroups.Of([9, 99]));
        Assert.Null(YearGroups.Of([]));
    }

    [Fact]
    public void What_is_seen_is_never_the_same_as_nothing_at_all()
    {
        Assert.False(Sight.None.Equals(null));
        Assert.True(Sight.None.Equals(Sight.None));
    }
}
