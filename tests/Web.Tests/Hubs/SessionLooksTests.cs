using Microsoft.Extensions.Time.Testing;
using RiskMonitor.Api.Board;

namespace RiskMonitor.Web.Tests.Hubs;

/// <summary>Each open session is asked of by itself: what one of them cannot be told is no reason to leave another's board on its screen.</summary>
public sealed class SessionLooksTests
{
    private static readonly TimeSpan Half = TimeSpan.FromMilliseconds(500);

    private readonly FakeTimeProvider clock = new();
    private readonly List<string> givenUp = [];
    private readonly List<Exception> told = [];
    private readonly SessionLooks<string> looks;

    public SessionLooksTests() => looks = new SessionLooks<string>(clock);

    [Fact]
    public void A_session_that_hangs_holds_up_no_other_and_is_given_up_after_ten_seconds()
    {
        var (never, answered) = (new TaskCompletionSource(), 0);

        for (var look = 0; look < 20; look++)
            LookAt(["hangs", "answers"], Ask);
        Assert.Equal((20, 0), (answered, givenUp.Count));
        LookAt(["hangs", "answers"], Ask);

        Assert.Equal(21, answered);
        Assert.Equal(["hangs"], givenUp);

        Task Ask(string session)
        {
            if (session == "hangs")
                return never.Task;
            answered++;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void A_session_that_fails_and_answers_again_is_not_given_up_and_its_trouble_is_told_once()
    {
        var (fails, answered) = (true, 0);

        for (var look = 0; look < 19; look++)
            LookAt(["fails", "answers"], Ask);
        fails = false;
        for (var look = 0; look < 20; look++)
            LookAt(["fails", "answers"], Ask);

        Assert.Equal(39, answered);
        Assert.Single(told);
        Assert.Empty(givenUp);

        Task Ask(string session)
        {
            answered += session == "answers" ? 1 : 0;
            return session == "fails" && fails ? Task.FromException(new TimeoutException("nobody answers")) : Task.CompletedTask;
        }
    }

    [Fact]
    public void A_session_that_went_away_and_came_back_is_asked_of_anew()
    {
        for (var look = 0; look < 30; look++)
            LookAt(["gone"], _ => Task.FromException(new TimeoutException("nobody answers")));
        givenUp.Clear();

        LookAt([], _ => Task.CompletedTask);
        LookAt(["gone"], _ => Task.FromException(new TimeoutException("nobody answers")));

        Assert.Empty(givenUp);
    }

    private void LookAt(string[] sessions, Func<string, Task> ask)
    {
        looks.Look(sessions, ask, givenUp.Add, told.Add);
        clock.Advance(Half);
    }
}
