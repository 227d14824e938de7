using RiskMonitor.Domain.Access;
using RiskMonitor.Domain.Alerts;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Grains.Schools;

/// <content>What the alerts of the board were worth to the people who closed them.</content>
public sealed partial class SchoolGrain
{
    public Task<AlertWorth> Worth(string sight)
    {
        var sees = Sight.Parse(sight);
        return Task.FromResult(AlertWorth.Of(board, memory.Register, alert => sees.MaySee(AlertFactsOf(alert)), SchoolTime.DateOf(clock.Now)));
    }
}
