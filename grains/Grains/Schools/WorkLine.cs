namespace RiskMonitor.Grains.Schools;

/// <summary>
/// One thing after another, on the grain's own scheduler: rows are evaluated and commands carried out in the order in which they were
/// accepted, while the grain goes on answering. After a failure nothing further runs: the grain must be activated again and read the journal.
/// </summary>
internal sealed class WorkLine(Action<Exception> failed)
{
    private Task last = Task.CompletedTask;

    /// <summary>How many are waiting or under way.</summary>
    public int Length { get; private set; }

    public bool HasFailed { get; private set; }

    public Task Add(Func<Task> work)
    {
        Length++;
        return last = Run(last, work);
    }

    private async Task Run(Task before, Func<Task> work)
    {
        try
        {
            await before;
            await work();
        }
        catch (Exception exception)
        {
            if (!HasFailed)
            {
                HasFailed = true;
                failed(exception);
            }

            throw;
        }
        finally
        {
            Length--;
        }
    }
}
