"""What AI does to steps, tasks, jobs and skills: measures of exposure."""
